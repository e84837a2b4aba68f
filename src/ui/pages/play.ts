import type { LoopMode } from '../../control/patch.ts';
import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import { clamp } from '../../numeric/clamp.ts';
import { type Canvas, createCanvas, type Screen, SMALL_SCREEN } from '../canvas.ts';
import { DESCRIPTOR_LABELS } from '../descriptor-bars.ts';
import { spleen5x8 } from '../fonts/spleen-5x8.ts';
import { drawMessage } from '../message-box.ts';
import type { DisplayPage } from '../page.ts';
import type { PlayField } from '../play-choice.ts';
import { shorten } from '../shorten.ts';

/** The play page: no rows, the knob changes its fields (`choose`). It is drawn by `drawPlayPage`. */
export const play: DisplayPage = { title: 'Play', rows: () => [] };

/** The values that the play page shows. */
export interface PlayPageState {
  readonly setA: string;
  readonly setB: string;
  readonly model: string;
  /** The point on the map (0-1), the set with the largest share there, and that share; absent while sets A and B play. */
  readonly map?: {
    readonly x: number;
    readonly y: number;
    readonly nearest: string;
    readonly share: number;
  };
  /** The selected field, shown inverted. */
  readonly field: PlayField;
  /** 0-1. */
  readonly interpolate: number;
  readonly scrub: number;
  /** -1 ... 1. */
  /** The stretch that gate 2 loops, ms; absent while none does. A freeze has no place in the set, and a silent loop neither. */
  readonly loop?: { readonly mode: LoopMode; readonly fromMs: number; readonly toMs: number } | undefined;
  readonly sharpness: number;
  readonly variation: number;
  /** The seven descriptors of the output, 0-1, in the order of `DESCRIPTORS`. */
  readonly descriptors: readonly number[];
  /** Peak of the output, 0-1. */
  readonly level: number;
  readonly gates: readonly boolean[];
  /** A message over the bottom of the page; undefined for none. */
  readonly message: string | undefined;
}

/** The width that every display has, pixels. */
const WIDTH = 128;
const COLUMNS = Math.floor(WIDTH / spleen5x8.width);
/** The square of the map, at the right of the names, and the size of the point on it, pixels. */
const MAP = { size: 19, left: WIDTH - 19, top: 11, dot: 3 };
/** Bottom of the level meter, dB. */
const MIN_LEVEL_DB = -60;
/** Letters below the columns of a small display: loudness, percussivity, tone, noisiness, richness, brightness, f0. */
const LETTERS = 'lptnrbf';

/** Draws the play page, the one shown unless the menu is open. */
export function drawPlayPage(state: PlayPageState, screen: Screen = SMALL_SCREEN): Uint8Array {
  const canvas = createCanvas({ ...screen, font: spleen5x8 });
  const isWide = screen.width >= 2 * WIDTH;
  const isTall = screen.height >= 128;
  drawNames(canvas, state);
  const reach = isWide || isTall ? 92 : 48;
  if (state.map === undefined) drawBar(canvas, { y: 32, reach, label: 'A-B', value: state.interpolate });
  else drawBar(canvas, { y: 32, reach, label: 'near', value: state.map.share });
  if (state.loop === undefined) drawBar(canvas, { y: 40, reach, label: 'scrub', value: state.scrub });
  else canvas.text(0, 40, loopText(state.loop));
  drawBar(canvas, { y: 48, reach, label: 'sharp', value: (state.sharpness + 1) / 2, isCentred: true });
  drawBar(canvas, { y: 56, reach, label: 'vary', value: state.variation });
  drawLevel(canvas, state.level);
  if (isWide) drawDescriptorRows(canvas, state.descriptors, { x: WIDTH + 4, y: 1, line: 9 });
  else if (isTall) drawDescriptorRows(canvas, state.descriptors, { x: 0, y: 68, line: 8 });
  else drawDescriptorColumns(canvas, state.descriptors);
  if (state.message !== undefined) drawMessage(canvas, state.message);
  return canvas.pixels;
}

function drawNames(canvas: Canvas, { model, setA, setB, map, field, gates }: PlayPageState): void {
  const name = (y: number, of: PlayField, text: string, columns = COLUMNS): void => {
    const short = shorten(text, columns);
    canvas.text(1, y, short);
    if (field === of) canvas.invert(0, y, spleen5x8.width * [...short].length + 1, spleen5x8.height);
  };
  name(0, 'model', model, COLUMNS - 8);
  ['G1', 'G2'].forEach((label, gate) => {
    const x = WIDTH - 28 + 15 * gate;
    canvas.text(x + 1, 0, label);
    if (gates[gate] === true) canvas.invert(x, 0, 12, 8);
  });
  canvas.fill(0, 9, WIDTH, 1, canvas.dim);
  if (map !== undefined) {
    drawMap(canvas, map);
    return;
  }
  name(12, 'setA', `A ${setA}`);
  name(21, 'setB', `B ${setB}`);
}

/** The stretch that gate 2 loops, in 15 characters at most. */
function loopText({ mode, fromMs, toMs }: NonNullable<PlayPageState['loop']>): string {
  if (toMs < 0) return 'loop: no sound';
  if (mode === 'freeze') return `freeze ${Math.round(toMs - fromMs)} ms`;
  const seconds = (ms: number): string => (ms / 1000).toFixed(toMs < 10_000 ? 2 : 1);
  return `loop ${seconds(fromMs)}-${seconds(toMs)}s`;
}

/** The nearest set, its share, and the point on the map. */
function drawMap(canvas: Canvas, { x, y, nearest, share }: NonNullable<PlayPageState['map']>): void {
  const { size, left, top, dot } = MAP;
  canvas.text(1, 12, shorten(nearest, Math.floor((left - 4) / spleen5x8.width)));
  canvas.text(1, 21, `map ${Math.round(100 * share)} %`, canvas.dim);
  canvas.fill(left, top, size, 1, canvas.dim);
  canvas.fill(left, top + size - 1, size, 1, canvas.dim);
  canvas.fill(left, top, 1, size, canvas.dim);
  canvas.fill(left + size - 1, top, 1, size, canvas.dim);
  const room = size - 2 - dot;
  const clamped = (value: number): number => clamp(value, 0, 1);
  canvas.fill(left + 1 + Math.round(room * clamped(x)), top + 1 + Math.round(room * (1 - clamped(y))), dot, dot);
}

function drawBar(
  canvas: Canvas,
  {
    y,
    reach,
    label,
    value,
    isCentred = false,
  }: { y: number; reach: number; label: string; value: number; isCentred?: boolean },
): void {
  const x = 28;
  canvas.text(0, y, label, canvas.dim);
  canvas.fill(x, y + 6, reach, 1, canvas.dim);
  const share = clamp(value, 0, 1);
  const from = isCentred ? Math.min(0.5, share) : 0;
  const to = isCentred ? Math.max(0.5, share) : share;
  canvas.fill(x + from * reach, y + 2, Math.max((to - from) * reach, 1), 4);
}

function drawLevel(canvas: Canvas, level: number): void {
  const decibels = 20 * Math.log10(Math.max(level, 1e-6));
  const share = clamp((decibels - MIN_LEVEL_DB) / -MIN_LEVEL_DB, 0, 1);
  canvas.fill(WIDTH - 4, 32 + 31 * (1 - share), 4, 31 * share + 1);
}

function drawDescriptorColumns(canvas: Canvas, shares: readonly number[]): void {
  const [left, top, room] = [80, 32, 22];
  for (const [n, letter] of [...LETTERS].entries()) {
    const x = left + 6 * n;
    const height = Math.round(room * (shares[n] ?? 0));
    canvas.fill(x, top + room, 4, 1);
    canvas.fill(x, top + room - height, 4, height);
    canvas.text(x, top + room + 2, letter);
  }
}

function drawDescriptorRows(
  canvas: Canvas,
  shares: readonly number[],
  { x, y, line }: { x: number; y: number; line: number },
): void {
  const labelWidth = 12 * spleen5x8.width + 2;
  const reach = 124 - labelWidth;
  for (const [n, name] of DESCRIPTORS.entries()) {
    canvas.text(x, y + n * line, DESCRIPTOR_LABELS[name], canvas.dim);
    canvas.fill(x + labelWidth, y + n * line + 6, reach, 1, canvas.dim);
    canvas.fill(x + labelWidth, y + n * line + 2, reach * (shares[n] ?? 0), 4);
  }
}
