import { COLOUR_SIZE, type Timbre } from '../descriptors/timbre/timbre.ts';
import { createTimbreMix } from '../descriptors/timbre/timbre-mix.ts';
import type { Synthesizer } from '../model/synthesis.ts';
import type { Note } from './note.ts';

/** Blocks rendered before the first trigger, so that it need not wait for the compiler: its first blocks take 10 times as long. */
const WARM_UP_BLOCKS = 100;
/** Rings while the synthesis warms up. */
const CHIME: Timbre = {
  hz: Float32Array.from([300, 700, 2000]),
  share: Float32Array.from([0.5, 0.3, 0.1]),
  colour: new Float32Array(COLOUR_SIZE),
};

/** Everything that a trigger does, quiet parts too: code compiled for less is thrown away when more is asked of it. */
export function warmUp(sounding: Note, family: Synthesizer, hop: number): void {
  const y = new Float32Array(family.outputSize);
  const level = new Float32Array(family.subframes);
  const timbre = createTimbreMix();
  timbre.add(CHIME, 1);
  const into = new Float32Array(hop);
  sounding.start(0, 100.5);
  for (let i = 0; i < WARM_UP_BLOCKS; i++) {
    level.fill(i % 4 === 0 ? 0 : 0.1);
    if (i % 16 === 15) sounding.feedSilence();
    else sounding.feed(y, level, 100.5 + i, timbre);
    if (i === WARM_UP_BLOCKS - 1) sounding.fadeOut(hop);
    sounding.add(into, 0, hop, 1 + i / WARM_UP_BLOCKS);
  }
  sounding.stop();
}
