import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container } from 'inversify';
import { installationRoot } from '../../app/installation.ts';
import { SERVICES } from '../../app/services.ts';
import { BLOCK_SIZES } from '../../engine/latency.ts';
import type { InstrumentOptions } from '../../instrument/instrument.ts';
import { analysisOf } from '../../model/analysis-settings.ts';
import { renderSound } from '../render/render-sound.ts';
import { benchTone } from './bench-tone.ts';
import { measureColdModel } from './cold-model.ts';
import { identify } from './identity.ts';
import { measureLatency } from './latency-scenario.ts';
import { blockResult, type Load, sweepVoices } from './load-sweep.ts';
import { measureParity } from './measure-parity.ts';
import { measureIdle, powerOf } from './measure-power.ts';
import { measurePlay, type PlayMeasurement } from './play-scenario.ts';
import type { BenchResult, BenchScenario, Evidence } from './result-schema.ts';

export interface BenchRequest {
  readonly seconds: number;
  readonly latencies: number;
  readonly blocks: readonly number[];
  /** Seconds for each step of the load sweep; none for 0. */
  readonly sweep: number;
  /** How many panels are open meanwhile. */
  readonly panels: number;
  readonly model: string;
  readonly evidence: Evidence | undefined;
  readonly note: string | undefined;
  /** `performance.now()` at the start of the process. */
  readonly processStartMs: number;
  readonly onProgress: (line: string) => void;
}

/** Seconds of the long render. */
const THROUGHPUT_SECONDS = 20;
/** Block of the voices of the load sweep. */
const SWEEP_BLOCK = 256;
/** Sizes of the load sweep; the engine has not all of them. */
const SWEEP_SIZES = [64, 128, 256, 512, 1024];

/**
 * Runs every scenario, one after the other.
 *
 * @throws NeurorackError when something cannot be played at all
 */
export async function runBench(
  container: Container,
  options: InstrumentOptions,
  request: BenchRequest,
): Promise<BenchResult> {
  const { seconds, latencies, panels, processStartMs, onProgress } = request;
  const [models, accelerator, target] = [
    container.get(SERVICES.models),
    container.get(SERVICES.accelerator),
    container.get(SERVICES.target),
  ];
  const fallback = container.get(SERVICES.fallbackAccelerator);
  const { id: board, evidence: boardEvidence } = container.get(SERVICES.board);
  const model = await models.load(request.model);
  const tone = benchTone(analysisOf(model));
  const health = container.get(SERVICES.boardHealth);
  const idle = await measureIdle(health);
  const scenarios: BenchScenario[] = [];
  let first: PlayMeasurement | undefined;
  for (const block of BLOCK_SIZES.filter((size) => request.blocks.includes(size)).toReversed()) {
    onProgress(`playing ${seconds} s in blocks of ${block}`);
    const measured = await measurePlay(options, { block, seconds, processStartMs, panels, board, health });
    // Only the first engine starts with the process.
    first ??= measured;
    onProgress(`timing ${latencies} gates and voltages in blocks of ${block}`);
    const latency = await measureLatency(options, { tone, block, count: latencies });
    scenarios.push({ block, play: measured.play, latency: { ...latency } });
  }
  onProgress('rendering without a break');
  const controls = { mix: () => 0, scrub: 0, sharpness: () => 0, variation: () => 0 };
  let fallbackReason = first?.fallbackReason ?? null;
  const { realTimeFactor } = await renderSound({
    models,
    model,
    a: tone,
    controls,
    seed: 1,
    seconds: THROUGHPUT_SECONDS,
    onFallback: (error) => {
      fallbackReason ??= error.message;
    },
  });
  onProgress('comparing with the reference');
  const parity =
    fallbackReason === null ? await measureParity({ models, accelerator, fallback }, { model, tone }) : null;
  const coldModel =
    fallbackReason === null
      ? await measureColdModel(accelerator, () => models.load(request.model))
      : UNKNOWN_MODEL_TIMES;
  const playing = scenarios.flatMap(({ play }) => play?.health ?? []);
  const evidence = request.evidence ?? (boardEvidence === 'virtual' ? 'virtual' : 'measured');
  return {
    format: 'neurorack-bench',
    version: 3,
    at: new Date().toISOString(),
    note: request.note ?? null,
    identity: await identify({ board, evidence, accelerator: accelerator.name, fallbackReason, model }),
    bundleBytes: await sizeOf(join(installationRoot(), 'dist', 'cli')),
    cold: first === undefined ? null : { ...first.start, ...coldModel },
    throughput: { ...realTimeFactor, realTimeFactor: realTimeFactor.network + realTimeFactor.dsp },
    parity,
    load: request.sweep === 0 ? null : await sweep(),
    power: powerOf(idle, playing),
    scenarios,
  };

  /** Block sizes, then voices of each model there is. */
  async function sweep(): Promise<Load> {
    const blocks: Load['blocks'] = [];
    for (const size of SWEEP_SIZES) {
      const block = BLOCK_SIZES.find((one) => one === size);
      const played = scenarios.find((scenario) => scenario.block === size)?.play ?? undefined;
      if (block !== undefined && played === undefined) {
        onProgress(`loading: blocks of ${size}`);
        const one = { block, seconds: request.sweep, processStartMs, panels: 0, board, health };
        blocks.push(blockResult(size, (await measurePlay(options, one)).play.counters));
      } else blocks.push(blockResult(size, played?.counters));
    }
    const voices: Load['voices'] = [];
    for (const { model: each } of await models.list()) {
      if (each === undefined) continue;
      onProgress(`loading: voices of ${each.manifest.id}`);
      voices.push(
        await sweepVoices(
          { models, target },
          { model: each, tone: benchTone, block: SWEEP_BLOCK, seconds: request.sweep },
        ),
      );
    }
    return { seconds: request.sweep, blocks, voices };
  }
}

const UNKNOWN_MODEL_TIMES = { filesMs: null, openMs: null, warmUpMs: null };

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
