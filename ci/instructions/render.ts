// The program whose instructions `ci/instructions/run.js` counts, `node render.js <accelerator>`: blocks of a voice that plays, and runs of its network
// alone. A call of umask marks the beginning and the end of each part for the plugin.
import { boardTarget } from '../../src/app/board-target.ts';
import { createContainer } from '../../src/app/create-container.ts';
import { openProgram } from '../../src/app/open-program.ts';
import { SERVICES } from '../../src/app/services.ts';
import { defaultValues } from '../../src/control/destination.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { BLOCK, GROUPS, type MarkedPart, markOf, RUNS } from './marked-parts.ts';

/** Code is optimised in the first ones. */
const WARM_UP = 560;
const FIRST_MARK = 0o700;
const [, , accelerator] = process.argv;
const modelsDirectory = 'models';

const [a, b] = (await readBank('banks/factory.nrbank')).sets;
const program = await openProgram(
  {
    ...{ kind: 'model', modelsDirectory, model: 'impacts', seed: 1 },
    patch: { a, b, gateMode: 'one-shot', loopMode: 'resynthesis' },
  },
  boardTarget.createAccelerator(accelerator),
  { block: BLOCK },
);
const samples = new Float32Array(BLOCK);
let [blocks, peak] = [0, 0];
program.renderer.control(defaultValues());
const renderBlock = async (): Promise<void> => {
  if (blocks++ % RUNS === 0) program.renderer.gate(0, true);
  await program.renderer.render(samples, 0, BLOCK);
  await program.renderer.prepare?.();
};
const models = createContainer({ modelsDirectory, accelerator }).get(SERVICES.models);
const session = await models.open(await models.load('impacts'));

await count('nothing', async () => undefined);
await count('block', renderBlock);
peak = samples.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
await count('network', async () => await session.run());
process.stdout.write(`${JSON.stringify({ arch: process.arch, node: process.version, peak })}\n`);
await program.close();
await session.close();

async function count(part: MarkedPart, run: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < WARM_UP; n++) await run();
  process.umask(FIRST_MARK + markOf(part, 0));
  for (let group = 1; group <= GROUPS; group++) {
    for (let n = 0; n < RUNS; n++) await run();
    process.umask(FIRST_MARK + markOf(part, group));
  }
}
