import { destinationIndex, restValues } from '../control/destination.ts';
import type { Player } from './player.ts';
import { createSmoothGain } from './smooth-gain.ts';

const LEVEL = destinationIndex('level');
/** A sound that is triggered over fades for this long, seconds. */
const RETRIGGER_SECONDS = 0.003;

/** Plays a sound made beforehand at each rise of gate 1: what an instrument can do while its model warms up. */
export function createSamplePlayer(options: {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** Samples by which the sound lags behind its trigger, so that it agrees with the voice that takes over. */
  readonly latencyFrames: number;
}): Player {
  const { samples, sampleRate, latencyFrames } = options;
  const fade = Math.round(RETRIGGER_SECONDS * sampleRate);
  const gain = createSmoothGain({ sampleRate });
  const values = restValues();
  /** Next sample of the sound, and of the one before that fades. */
  let at = samples.length;
  let before = samples.length;
  let faded = fade;
  return {
    sampleRate,
    latencyFrames,
    faults: 0,
    get isSounding() {
      return at < samples.length;
    },
    control: (next) => {
      values.set(next);
      gain.aim(10 ** (values[LEVEL] / 20));
    },
    gate: (gate, isHigh) => {
      if (gate !== 0 || !isHigh) return;
      before = at;
      faded = 0;
      at = -latencyFrames;
    },
    render: (into, from, to) => {
      for (let n = from; n < to; n++) {
        let x = at >= 0 && at < samples.length ? samples[at] : 0;
        if (at < samples.length) at++;
        if (faded < fade) {
          const old = before >= 0 && before < samples.length ? samples[before++] : 0;
          x += old * (0.5 + 0.5 * Math.cos((Math.PI * ++faded) / fade));
        }
        into[n] = x;
      }
      gain.apply(into, from, to);
    },
  };
}
