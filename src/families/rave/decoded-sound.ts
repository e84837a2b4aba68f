import { SUBFRAME, type Synthesis } from '../../model/synthesis.ts';
import { createLevelFollower } from './level-follower.ts';
import { createPitchShifter } from './pitch-shifter.ts';

/** Samples of the past that a note without a new hop goes back through, 93 ms; a power of two. */
const PAST = 4096;

/** The sound of one note: the decoder's samples at the note's level and pitch. */
export function createDecodedSound({ length }: { readonly length: number }): Synthesis {
  const level = createLevelFollower();
  const pitch = createPitchShifter();
  const past = new Float32Array(PAST);
  let written = 0;
  /** Samples back from the last one that a note without a new hop has played. */
  let back = 0;
  /** The sub-frame that was rendered last; the same one again means that there is no new one. */
  let last: Float32Array | undefined;
  let octaves = 0;
  let transpose = 1;

  function keep(samples: Float32Array): void {
    for (let n = 0; n < length; n++) past[written++ & (PAST - 1)] = samples[n];
    back = 0;
  }

  /** The past backwards from its end: it goes on without a step for as long as a fade takes. */
  function playBack(into: Float32Array): void {
    for (let n = 0; n < length; n++) {
      back = (back + 1) % (2 * PAST);
      const place = back <= PAST ? back : 2 * PAST - back + 1;
      into[n] = past[(written - place) & (PAST - 1)];
    }
  }

  return {
    reset: () => {
      level.reset();
      pitch.reset();
      past.fill(0);
      written = 0;
      back = 0;
      last = undefined;
      octaves = 0;
      transpose = 1;
    },
    render: (y, subframe, into) => {
      if (y === last) {
        playBack(into);
        return;
      }
      last = y;
      pitch.render(y, subframe[SUBFRAME.ratio] * transpose, into);
      level.apply(into, subframe[SUBFRAME.level]);
      keep(into);
    },
    setTimbre: (mix) => {
      last = undefined;
      if (mix.transpose === octaves) return;
      octaves = mix.transpose;
      transpose = 2 ** octaves;
    },
    release: (_subframe, into) => {
      playBack(into);
      for (let n = 0; n < length; n++) into[n] *= 0.5 + 0.5 * Math.cos((Math.PI * (n + 1)) / length);
      past.fill(0);
      level.reset();
    },
    skip: () => undefined,
  };
}
