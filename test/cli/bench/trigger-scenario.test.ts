import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { benchTone } from '../../../src/cli/bench/bench-tone.ts';
import { measureTrigger, type TriggerSamples } from '../../../src/cli/bench/trigger-scenario.ts';
import type { BlockSize } from '../../../src/engine/latency.ts';
import { FAMILIES } from '../../../src/families/families.ts';
import { analysisOf } from '../../../src/model/analysis-settings.ts';
import type { Model } from '../../../src/model/family.ts';
import { createModelLibrary } from '../../../src/model/model-library.ts';
import { accelerator, TINY_RAVE } from '../../families/rave/tiny-rave.ts';

const directory = fileURLToPath(new URL('../../../models', import.meta.url));
const models = createModelLibrary({ directory, families: FAMILIES, accelerator });
const rave = await models.load(TINY_RAVE);
const impacts = await models.load('impacts');
const largest = rave.larger?.larger ?? rave;

/** The samples of a trigger where a run takes `share` of the network's hop. */
function measure(model: Model, share: number, block: BlockSize): Promise<TriggerSamples> {
  const { hop, sampleRate } = model.manifest;
  const tone = benchTone(analysisOf(model));
  return measureTrigger({ models, model, tone, block, runUs: (share * 1e6 * hop) / sampleRate });
}

it('a prepared trigger of an imported decoder sounds as early as one of sinc-nsf, at each hop and on each thread', async () => {
  const { prepared: own } = await measure(impacts, 0.05, 256);
  if (own === null) throw new Error('impacts is silent');
  for (const [model, share, block] of [
    [rave, 0.05, 256],
    [rave, 0.3, 256],
    [rave, 0.3, 64],
    [largest, 0.3, 256],
    [largest, 0.7, 512],
  ] as const) {
    const { prepared } = await measure(model, share, block);
    const name = `hop ${model.manifest.hop}, ${share} of it, blocks of ${block}`;
    expect([name, prepared]).toEqual([name, expect.any(Number)]);
    // Less than a sub-frame later: the decoder's first sample may be small.
    expect(prepared ?? Number.POSITIVE_INFINITY, name).toBeLessThan(own + 32);
  }
});

it('a trigger that nothing was prepared for waits for the runs of its start', async () => {
  expect(largest.manifest.hop).toBe(2048);
  const { prepared, cold } = await measure(largest, 0.3, 256);
  expect(cold).toBeGreaterThan(256);
  expect(cold).toBeGreaterThan(prepared ?? 0);
  expect(await measure(largest, 0.3, 256)).toEqual({ prepared, cold, sampleRate: 44_100 });
});
