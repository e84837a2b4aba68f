import { fileURLToPath } from 'node:url';
import { createContainer } from '../../src/app/create-container.ts';
import { findSet } from '../../src/app/find-set.ts';
import { SERVICES } from '../../src/app/services.ts';
import { type PanelVoltages, readPanelVoltages } from '../../src/cli/render/panel-voltages.ts';
import { renderSound } from '../../src/cli/render/render-sound.ts';
import { type Analysis, analyse } from '../../src/descriptors/analysis/analyse.ts';
import { DESCRIPTORS, type DescriptorName } from '../../src/descriptors/descriptor.ts';
import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import { toPerceptual } from '../../src/descriptors/transform/perceptual.ts';
import { analysisOf } from '../../src/model/analysis-settings.ts';
import { encodedSet } from '../families/rave/tiny-rave.ts';

const MODELS = fileURLToPath(new URL('../../models', import.meta.url));

/** A shipped model, played as the `render` verb plays it. */
export async function openShippedModel(name: string) {
  const models = createContainer({ modelsDirectory: MODELS }).get(SERVICES.models);
  const model = await models.load(name);
  const analysis = analysisOf(model);
  const { quality, descriptors } = model.manifest;
  return {
    quality,
    factorySet: (set: string): Promise<DescriptorSet> => findSet({ name: set, analysis }),
    /** The set as the model plays it: with the latents of `sound` where the model encodes sounds. */
    encode: async (set: DescriptorSet, sound: Float32Array): Promise<DescriptorSet> =>
      model.soundEncoder === undefined ? set : encodedSet(model, set, sound),
    async render(
      a: DescriptorSet,
      options: PanelVoltages & { b?: DescriptorSet; seed?: number; block?: number; seconds?: number } = {},
    ): Promise<Float32Array> {
      const { b, seed = 1, block, seconds, ...voltages } = options;
      const controls = await readPanelVoltages(voltages);
      return (await renderSound({ models, model, a, b, controls, seed, block, seconds })).samples;
    },
    analyse: (samples: Float32Array): Analysis => analyse(samples, analysis),
    /** A curve on the perceptual scale. */
    scaled(name: DescriptorName, curve: Float32Array): number[] {
      const stats = descriptors[DESCRIPTORS.indexOf(name)];
      return Array.from(curve, (value) => toPerceptual(stats, value));
    },
  };
}

export function pearson(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]): number => x.reduce((sum, v) => sum + v, 0) / x.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - meanA) * (b[i] - meanB);
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
