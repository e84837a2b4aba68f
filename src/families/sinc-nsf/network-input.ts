import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import type { DescriptorStats } from '../../descriptors/transform/perceptual.ts';
import { normalise } from '../../descriptors/transform/perceptual.ts';
import type { NetworkInput } from '../../model/synthesis.ts';
import type { SincNsfSections } from './manifest.ts';
import { createTextureInput } from './texture-input.ts';
import { createTimbreInput } from './timbre-input.ts';
import type { TrackInput } from './track-input.ts';

const RMS = DESCRIPTORS.indexOf('rms');

/**
 * The sinc-nsf family's input: the seven descriptors in standard deviations, then the level lane in octaves above the
 * frame's RMS, scaled; for a model with modes then timbre code and modal bands; for one with tracks also harmonicity, and then the latents of the
 * texture where it has one.
 */
export function createNetworkInput({
  descriptors,
  synthesis,
  timbre,
  tracks,
  texture,
}: Pick<SincNsfSections, 'synthesis' | 'timbre' | 'texture'> & {
  readonly descriptors: readonly DescriptorStats[];
  readonly tracks?: TrackInput | undefined;
}): NetworkInput {
  const count = descriptors.length;
  const { subframes } = synthesis;
  const { floor, relativeScale } = synthesis.level;
  const plainSize = count + subframes;
  const timbreInput =
    timbre === undefined || synthesis.modes === undefined ? undefined : createTimbreInput(timbre, synthesis.modes);
  const timbreSize = (timbreInput ?? tracks)?.size ?? 0;
  const textureInput = texture && createTextureInput(texture);
  return {
    size: plainSize + timbreSize + (textureInput?.size ?? 0),
    reset: () => tracks?.reset(),
    fill: (frame, level, mix, into) => {
      for (let d = 0; d < count; d++) into[d] = normalise(descriptors[d], frame[d]);
      const rms = Math.log2(Math.max(frame[RMS], floor));
      for (let j = 0; j < subframes; j++) {
        into[count + j] = (Math.log2(Math.max(level[j], floor)) - rms) * relativeScale;
      }
      timbreInput?.fill(mix, into, plainSize);
      tracks?.fill(mix, frame[RMS], level, into, plainSize);
      textureInput?.fill(mix, into, plainSize + timbreSize);
    },
  };
}
