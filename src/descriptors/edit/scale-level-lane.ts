import { clampTo, LEVEL_RANGE } from '../descriptor-ranges.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';

/** RMS below which a level cannot be scaled: -80 dB. */
const SILENCE = 1e-4;

/**
 * The level lane of a set whose RMS curve becomes `rms`. Each value is scaled by the ratio of new to old RMS of its frames, so
 * that the attack keeps its shape; former silence becomes the new RMS itself. Values of unchanged frames stay bit-identical.
 */
export function scaleLevelLane(set: DescriptorSet, rms: Float32Array): Float32Array {
  const old = set.curves.rms;
  const last = set.frames - 1;
  return set.level.map((level, i) => {
    const at = Math.min(i / LEVELS_PER_FRAME, last);
    const k = Math.floor(at);
    const next = Math.min(k + 1, last);
    if (rms[k] === old[k] && rms[next] === old[next]) return level;
    const interpolated = (curve: Float32Array): number =>
      (curve[k] ?? 0) * (k + 1 - at) + (curve[next] ?? 0) * (at - k);
    const [before, after] = [interpolated(old), interpolated(rms)];
    return clampTo(LEVEL_RANGE, before < SILENCE ? after : (level * after) / before);
  });
}
