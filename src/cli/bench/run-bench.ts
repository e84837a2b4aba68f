import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createApp } from '../../app.ts';
import { BLOCK_SIZES } from '../../engine/latency.ts';
import type { InstrumentOptions } from '../../instrument.ts';
import { installationRoot } from '../installation.ts';
import { analysisOf, renderSound } from '../render/render-sound.ts';
import type { BenchResult, BenchScenario } from './bench-result.ts';
import { benchTone } from './bench-tone.ts';
import { identify } from './identity.ts';
import { measureLatency } from './latency-scenario.ts';
import { measurePlay } from './play-scenario.ts';

export interface BenchRequest {
  readonly seconds: number;
  readonly latencies: number;
  readonly blocks: readonly number[];
  /** How many panels are open meanwhile. */
  readonly panels: number;
  readonly model: string;
  readonly models: string;
  /** `performance.now()` at the start of the process. */
  readonly processStartMs: number;
  readonly onProgress: (line: string) => void;
}

/** Seconds of the long render. */
const THROUGHPUT_SECONDS = 20;

/**
 * Runs every scenario, one after the other.
 *
 * @throws NeurorackError when something cannot be played at all
 */
export async function runBench(options: InstrumentOptions, request: BenchRequest): Promise<BenchResult> {
  const { seconds, latencies, panels, processStartMs, onProgress } = request;
  const { models, board } = createApp({ modelsDirectory: request.models });
  const model = await models.load(request.model);
  const tone = benchTone(analysisOf(model));
  const scenarios: BenchScenario[] = [];
  for (const block of BLOCK_SIZES.filter((size) => request.blocks.includes(size)).toReversed()) {
    onProgress(`playing ${seconds} s in blocks of ${block}`);
    const play = await measurePlay(options, { block, seconds, processStartMs, panels, board });
    // Only the first engine starts with the process.
    const isFirst = scenarios.length === 0;
    onProgress(`timing ${latencies} gates and voltages in blocks of ${block}`);
    const latency = await measureLatency(options, { tone, block, count: latencies });
    const start = { sinkMs: null, playableMs: null, modelMs: null };
    scenarios.push({ block, play: isFirst ? play : { ...play, start }, latency });
  }
  onProgress('rendering without a break');
  const controls = { mix: () => 0, scrub: 0, sharpness: () => 0, variation: () => 0 };
  const { realTimeFactor } = await renderSound({
    models,
    model,
    a: tone,
    controls,
    seed: 1,
    seconds: THROUGHPUT_SECONDS,
  });
  return {
    format: 'neurorack-bench',
    version: 1,
    at: new Date().toISOString(),
    identity: await identify({ board, manifestPath: join(model.folder, 'manifest.json') }),
    bundleBytes: await sizeOf(join(installationRoot(), 'dist', 'cli')),
    throughput: { ...realTimeFactor, realTimeFactor: realTimeFactor.network + realTimeFactor.dsp },
    scenarios,
  };
}

/** Bytes of the bundled code, its source maps not counted. */
async function sizeOf(folder: string): Promise<number | null> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    return null;
  }
}
