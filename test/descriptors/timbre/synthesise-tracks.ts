import type { DescriptorSet } from '../../../src/descriptors/descriptor-set.ts';
import { holdLevel } from '../../../src/descriptors/timbre/hold-level.ts';
import type { Track } from '../../../src/descriptors/timbre/moving-timbre.ts';

const SAMPLES_PER_LEVEL = 32;
const SAMPLES_PER_POINT = 512;

/** The tracks of a set alone, with its level: as `tracks.synthesise` of the training. */
export function synthesiseTracks({ analysis, level, timbre }: DescriptorSet): Float32Array {
  const held = holdLevel(level, analysis.sampleRate);
  const sound = new Float64Array(SAMPLES_PER_LEVEL * level.length);
  for (const track of timbre?.moving?.tracks ?? []) {
    let cycles = track.phase;
    for (let n = 0; n < sound.length; n++) {
      const { hz, ratio } = trackAt(track, n / SAMPLES_PER_POINT);
      if (ratio > 0) sound[n] += ratio * Math.sin(2 * Math.PI * cycles);
      cycles += hz / analysis.sampleRate;
    }
  }
  return Float32Array.from(sound, (x, n) => x * linear(held, Math.max(0, n / SAMPLES_PER_LEVEL - 1)));
}

function trackAt({ first, hz, ratio }: Track, point: number): { hz: number; ratio: number } {
  const at = point - first;
  const isSounding = at > -1 && at < ratio.length;
  return {
    hz: hz.length === 1 ? hz[0] : linear(hz, Math.min(Math.max(at, 0), hz.length - 1)),
    ratio: isSounding ? linear(ratio, at) : 0,
  };
}

/** Linear between the values, which are 0 outside. */
function linear(values: ArrayLike<number>, at: number): number {
  const n = Math.floor(at);
  const [here, next] = [values[n] ?? 0, values[n + 1] ?? 0];
  return n + 1 >= values.length ? here : here + (next - here) * (at - n);
}
