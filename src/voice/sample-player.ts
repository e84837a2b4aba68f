import { defaultValues, destinationIndex } from '../control/destination.ts';
import { clamp } from '../numeric/clamp.ts';
import { createSmoothGain } from './dsp/smooth-gain.ts';
import type { Renderer } from './renderer.ts';

const LEVEL = destinationIndex('level');
/** Fade of a sound that the next trigger replaces, seconds. */
const RETRIGGER_SECONDS = 0.003;
/** Sounds that fade at a time: gate edges are at least 1 ms apart. */
const TAILS = 3;

/** Plays a recorded sound at each rise of gate 1: the instrument's renderer while its model warms up. */
export function createSamplePlayer(options: {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** Samples by which the sound lags behind its trigger: the latency of the voice that takes over. */
  readonly latencyFrames: number;
}): Renderer {
  const { samples, sampleRate, latencyFrames } = options;
  const fade = Math.round(RETRIGGER_SECONDS * sampleRate);
  const gain = createSmoothGain({ sampleRate });
  const values = defaultValues();
  /** Next sample of the sound, and of earlier sounds that fade. */
  let at = samples.length;
  const tails = Array.from({ length: TAILS }, () => ({ at: samples.length, faded: fade }));
  let turn = 0;
  return {
    sampleRate,
    latencyFrames,
    faults: 0,
    get isSounding() {
      return at < samples.length;
    },
    control: (next) => {
      values.set(next);
      gain.setTarget(10 ** (values[LEVEL] / 20));
    },
    gate: (gate, isHigh) => {
      if (gate !== 0 || !isHigh) return;
      turn = (turn + 1) % TAILS;
      tails[turn].at = at;
      tails[turn].faded = 0;
      at = -latencyFrames;
    },
    render: (into, from, to) => {
      for (let n = from; n < to; n++) {
        let x = at >= 0 && at < samples.length ? samples[at] : 0;
        if (at < samples.length) at++;
        for (const tail of tails) {
          if (tail.faded >= fade || tail.at < 0 || tail.at >= samples.length) continue;
          x += samples[tail.at++] * (0.5 + 0.5 * Math.cos((Math.PI * ++tail.faded) / fade));
        }
        into[n] = x;
      }
      gain.apply(into, from, to);
      // The sound has been through the limiter already: clip only, or it would differ from the voice that takes over.
      for (let n = from; n < to; n++) into[n] = clamp(into[n], -1, 1);
    },
  };
}
