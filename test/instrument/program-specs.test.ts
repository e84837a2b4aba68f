import { expect, it } from 'vitest';
import { DEFAULT_PATCH } from '../../src/control/patch.ts';
import { createProgramSpecs } from '../../src/instrument/program-specs.ts';
import { createSetLibrary } from '../../src/instrument/set-library.ts';
import { createSetMap } from '../../src/instrument/set-map.ts';
import { impactSet, STATS } from '../descriptors/sample-sets.ts';

const AXES = { size: 1, mean: Float32Array.of(0), steps: Float32Array.of(1) };

it('the latents of a bank are measured once a thread gets the program, not before the sink opens', () => {
  const measured: string[] = [];
  const library = createSetLibrary([impactSet({ name: 'Boom' }), impactSet({ name: 'Bell' })]);
  const programs = createProgramSpecs({
    library,
    map: createSetMap({ sets: () => library.sets, stats: STATS }),
    latents: (model) => {
      measured.push(model);
      return { axes: AXES, placeOf: () => undefined };
    },
    modelsDirectory: '/models',
    seed: 1,
  });
  const spec = programs.model({ ...DEFAULT_PATCH, setA: 'Boom', setB: 'Bell' });
  expect(measured).toEqual([]);
  expect(structuredClone(spec).axes).toEqual(AXES);
  expect(measured).toEqual([DEFAULT_PATCH.model]);
});
