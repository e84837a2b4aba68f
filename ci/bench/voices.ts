/**
 * Real-time factors of 1, 2, ... voices on one core, and how many fit: what the load sweep of `neurorack bench` measures, alone.
 *
 *   node ci/bench/run.js voices [model folder] [seconds of each number] [accelerator, such as int16]
 *
 * All voices are triggered at once, twice a second, in blocks of 256; CPU time of the one thread counts. Prints JSON.
 */
import { resolve } from 'node:path';
import { createContainer } from '../../src/app/create-container.ts';
import { SERVICES } from '../../src/app/services.ts';
import { benchTone } from '../../src/cli/bench/bench-tone.ts';
import { sweepVoices } from '../../src/cli/bench/load-sweep.ts';

const folder = resolve(process.argv[2] ?? 'models/impacts');
const seconds = Number(process.argv[3] ?? 4);
const container = createContainer({ modelsDirectory: resolve(folder, '..'), accelerator: process.argv[4] });
const [models, target] = [container.get(SERVICES.models), container.get(SERVICES.target)];
const model = await models.load(folder);
const voices = await sweepVoices({ models, target }, { model, tone: benchTone, block: 256, seconds });
process.stdout.write(`${JSON.stringify(voices)}\n`);
