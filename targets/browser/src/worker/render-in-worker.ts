import { parsePerformance } from '../../../../src/control/performance/parse-performance.ts';
import { createProgramSpecs } from '../../../../src/instrument/program-specs.ts';
import { createSetLibrary } from '../../../../src/instrument/set-library.ts';
import { createSetMap } from '../../../../src/instrument/set-map.ts';
import type { PageMessage, RenderMessage } from './messages.ts';
import type { OpenInstrument } from './open-instrument.ts';

/** The block of the command line: voltages apply from the first frame of a block on. */
const OFFLINE_BLOCK = 256;

/** Renders a performance with the instrument's patch in a Worker of its own, as fast as it can; the port gets the samples. */
export function renderInWorker(
  { options, instrument }: OpenInstrument,
  { performance, port }: Extract<PageMessage, { kind: 'render' }>,
): void {
  const { modelsDirectory, seed, stats, latents, models, settings } = options;
  const library = createSetLibrary(instrument.sets);
  const map = createSetMap({ sets: () => library.sets, stats });
  const specs = createProgramSpecs({ library, map, latents, modelsDirectory, seed });
  const { patch } = instrument;
  const timedPatches = specs.timedPatches(parsePerformance(performance, 'performance'), patch, {
    sets: library.names,
    models,
  });
  const folder = modelsDirectory.slice(0, -'models'.length);
  const worker = new Worker(`${folder}render-worker.js`, { type: 'module', name: 'neurorack-offline' });
  const message: RenderMessage = {
    kind: 'offline',
    start: { program: { ...specs.model(patch), timedPatches }, settings, block: OFFLINE_BLOCK, folder },
    performance,
    port,
  };
  worker.postMessage(message, [port]);
}
