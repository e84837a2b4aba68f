import { defaultValues } from '../control/destination.ts';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import { COLOUR_ANALYSIS, COLOUR_SIZE, type Timbre } from '../descriptors/timbre/timbre.ts';
import { createTimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import type { Synthesizer } from '../model/synthesis.ts';
import type { Note } from './note.ts';
import type { Renderer } from './renderer.ts';
import { LATENT_INDICES, OFFSET_INDICES, VOICE_INDEX } from './voice-destinations.ts';

/** 1.4 s of sound. */
const VOICE_HOPS = 240;
/** Hops of a single note: without them its first hops take 10 times as long. */
const NOTE_HOPS = 100;
/** Rings while a note warms up. */
const CHIME: Timbre = {
  hz: Float32Array.from([300, 700, 2000]),
  share: Float32Array.from([0.5, 0.3, 0.1]),
  colour: new Float32Array(COLOUR_SIZE),
  moving: {
    points: 64,
    tracks: [
      { first: 0, phase: 0, hz: Float32Array.of(300), ratio: new Float32Array(60).fill(0.5) },
      { first: 2, phase: 0.5, hz: new Float32Array(40).fill(700), ratio: new Float32Array(40).fill(0.3) },
    ],
    harmonicity: new Float32Array(64).fill(0.5),
    colour: new Float32Array(32 * COLOUR_ANALYSIS.bands),
    own: new Float32Array(32 * DESCRIPTORS.length),
  },
};

/**
 * Exercises every code path of a renderer silently, so that V8 optimises it before the first trigger: a cold trigger takes 40 ms. All
 * branches are covered, since V8 deoptimises code that meets a new case.
 */
export async function jitWarmUp(renderer: Renderer, hop: number): Promise<void> {
  const into = new Float32Array(hop);
  const rest = defaultValues();
  const values = defaultValues();
  for (let n = 0; n < VOICE_HOPS; n++) {
    if (n % 8 === 0) renderer.gate(0, true);
    if (n % 16 === 4) renderer.gate(1, true);
    if (n % 16 === 12) renderer.gate(1, false);
    if (n % 8 === 6) renderer.gate(0, false);
    for (const destination of Object.values(VOICE_INDEX)) {
      values[destination] = rest[destination] + 0.01 * (n % 7);
    }
    for (const destination of [...OFFSET_INDICES, ...LATENT_INDICES]) values[destination] = 0.01 * (n % 5);
    renderer.control(n % 16 < 8 ? values : rest);
    const cut = n % 3 === 0 ? hop : 100;
    const pending = renderer.render(into, 0, cut);
    if (pending !== undefined) await pending;
    const second = renderer.render(into, cut, hop);
    if (second !== undefined) await second;
    await renderer.prepare?.();
  }
  renderer.control(rest);
}

/** The same for a single note, without its network: a voice that renders offline has nothing else to wait for. */
export function jitWarmUpNote(note: Note, synthesizer: Synthesizer, hop: number): void {
  const y = new Float32Array(synthesizer.outputSize);
  const level = new Float32Array(synthesizer.subframes);
  const timbre = createTimbreMix();
  const into = new Float32Array(hop);
  const pitchRatio = new Float64Array(1);
  note.start(0, 100.5);
  for (let i = 0; i < NOTE_HOPS; i++) {
    level.fill(i % 4 === 0 ? 0 : 0.1);
    timbre.clear(i + 1, i + 4, i % 8 === 7 ? 0.5 : 0);
    timbre.add(CHIME, 1);
    if (i % 16 === 15) note.feedSilence();
    else note.feed(y, level, 100.5 + i, timbre);
    if (i === NOTE_HOPS - 1) note.fadeOut(hop);
    pitchRatio[0] = 1 + i / NOTE_HOPS;
    note.add(into, 0, hop, pitchRatio);
  }
  note.stop();
}
