/**
 * Plays a model whose network has a thread of its own for a time, with a panel client, and counts the hops that were late:
 *
 *   node ci/bench/run.js deadlines <model folder> [--seconds 600] [--block 512] [--panels 1]
 *
 * Prints JSON: what plays, runs as shares of their hop, missed deadlines, underruns, and the load of the machine before and after, which has to
 * be below its cores for the figures to count. Exit code 1: a deadline was missed. For each night: `--seconds 600`; by hand, fewer.
 */
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createContainer } from '../../src/app/create-container.ts';
import { modelsDirectory } from '../../src/app/installation.ts';
import { preparePlay } from '../../src/app/prepare-play.ts';
import { SERVICES } from '../../src/app/services.ts';
import { print } from '../../src/app/terminal/print.ts';
import { measurePlay } from '../../src/cli/bench/play-scenario.ts';

const optionsSchema = z.object({
  seconds: z.coerce.number().int().min(3).max(86_400),
  block: z.coerce.number().pipe(z.union([z.literal(64), z.literal(128), z.literal(256), z.literal(512)])),
  panels: z.coerce.number().int().min(0).max(16),
});

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '600' },
    block: { type: 'string', default: '512' },
    panels: { type: 'string', default: '1' },
  },
});
const { seconds, block, panels } = optionsSchema.parse(values);
const model = resolve(positionals[0] ?? 'test/families/rave/tiny');

const container = createContainer({ modelsDirectory: modelsDirectory() });
const options = await preparePlay(container, {
  audio: 'null',
  block,
  model,
  seed: 1,
  network: 'thread',
  gateMode: 'one-shot',
  loopMode: 'resynthesis',
});
const loadBefore = loadavg();
const { play } = await measurePlay(options, {
  block,
  seconds,
  processStartMs: 0,
  panels,
  board: container.get(SERVICES.board).id,
  program: resolve('bin/neurorack.js'),
  health: container.get(SERVICES.boardHealth),
});
const { counters, networkUs } = play;
const { networkHopUs: hopUs = 0, missedDeadlines = 0 } = counters;
const share = (us: number | null): number | null =>
  us === null || hopUs === 0 ? null : Number((us / hopUs).toFixed(3));
const result = {
  model,
  block,
  seconds: Math.round(play.seconds),
  panels: play.panels,
  hopUs,
  runs: networkUs.count,
  shareOfHop: { p50: share(networkUs.p50Us), p99: share(networkUs.p99Us), max: share(networkUs.maxUs) },
  missedDeadlines,
  underruns: counters.underruns,
  engineOverruns: counters.engineOverruns,
  hostOverruns: counters.hostOverruns,
  load: { before: loadBefore, after: loadavg() },
};
print(JSON.stringify(result, null, 1));
process.exit(missedDeadlines === 0 && hopUs > 0 ? 0 : 1);
