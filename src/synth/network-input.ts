import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import { normalise } from '../descriptors/transform/perceptual.ts';
import type { NetworkInput, VoiceModel } from './model-family.ts';

const RMS = DESCRIPTORS.indexOf('rms');

/**
 * The sinc-nsf family's input: the seven descriptors in standard deviations, then the level lane in octaves above the
 * frame's RMS, scaled.
 */
export function createNetworkInput({
  descriptors,
  synthesis,
}: Pick<VoiceModel, 'descriptors' | 'synthesis'>): NetworkInput {
  const count = descriptors.length;
  const { subframes } = synthesis;
  const { floor, relativeScale } = synthesis.level;
  return {
    size: count + subframes,
    fill: (frame, level, into) => {
      for (let d = 0; d < count; d++) into[d] = normalise(descriptors[d], frame[d]);
      const rms = Math.log2(Math.max(frame[RMS], floor));
      for (let j = 0; j < subframes; j++) {
        into[count + j] = (Math.log2(Math.max(level[j], floor)) - rms) * relativeScale;
      }
    },
  };
}
