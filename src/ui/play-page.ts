import { createCanvas } from './canvas.ts';
import { spleen5x8 } from './fonts/spleen-5x8.ts';
import type { PlayField } from './play-choice.ts';

/** What the play page shows. */
export interface PlayPageState {
  readonly setA: string;
  readonly setB: string;
  readonly model: string;
  /** What the knob chooses: turned over. */
  readonly field: PlayField;
  /** 0-1. */
  readonly interpolate: number;
  readonly scrub: number;
  /** -1 ... 1. */
  readonly sharpness: number;
  readonly variation: number;
  /** Peak of what sounds, 0-1. */
  readonly level: number;
  readonly gates: readonly boolean[];
  /** A sentence in place of the model's name while there is something to say. */
  readonly message: string | undefined;
}

const WIDTH = 128;
const HEIGHT = 64;
const COLUMNS = Math.floor(WIDTH / spleen5x8.width);
/** Bottom of the level meter, dB. */
const QUIETEST_DB = -60;

/** The page that is there when nobody turns the knob: 128 × 64 pixels, one byte each. */
export function drawPlayPage(state: PlayPageState): Uint8Array {
  const canvas = createCanvas({ width: WIDTH, height: HEIGHT, font: spleen5x8 });
  name(0, 'model', state.message ?? state.model, COLUMNS - 8);
  ['G1', 'G2'].forEach((name, gate) => {
    const x = WIDTH - 28 + 15 * gate;
    canvas.text(x + 1, 0, name);
    if (state.gates[gate] === true) canvas.invert(x, 0, 12, 8);
  });
  canvas.fill(0, 9, WIDTH, 1);
  name(12, 'setA', `A ${state.setA}`);
  name(21, 'setB', `B ${state.setB}`);
  bar(32, 'A-B', state.interpolate);
  bar(40, 'scrub', state.scrub);
  bar(48, 'sharp', (state.sharpness + 1) / 2, true);
  bar(56, 'vary', state.variation);
  const decibels = 20 * Math.log10(Math.max(state.level, 1e-6));
  const share = Math.min(Math.max((decibels - QUIETEST_DB) / -QUIETEST_DB, 0), 1);
  canvas.fill(WIDTH - 4, 32 + 31 * (1 - share), 4, 31 * share + 1);
  return canvas.pixels;

  /** A name that may be chosen. */
  function name(y: number, field: PlayField, text: string, columns = COLUMNS): void {
    const short = shorten(text, columns);
    canvas.text(1, y, short);
    if (field === state.field) canvas.invert(0, y, spleen5x8.width * [...short].length + 1, spleen5x8.height);
  }

  function bar(y: number, name: string, value: number, isCentred = false): void {
    const [x, width] = [28, WIDTH - 28 - 8];
    canvas.text(0, y, name);
    canvas.fill(x, y + 6, width, 1);
    const held = Math.min(Math.max(value, 0), 1);
    const from = isCentred ? Math.min(0.5, held) : 0;
    const to = isCentred ? Math.max(0.5, held) : held;
    canvas.fill(x + from * width, y + 2, Math.max((to - from) * width, 1), 4);
  }
}

const shorten = (text: string, columns: number): string =>
  text.length <= columns ? text : `${text.slice(0, columns - 1)}~`;
