import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container } from 'inversify';
import { installationRoot } from '../../app/installation.ts';
import { SERVICES } from '../../app/services.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { BLOCK_SIZES, type BlockSize } from '../../engine/latency.ts';
import type { InstrumentOptions } from '../../instrument/instrument.ts';
import { analysisOf } from '../../model/analysis-settings.ts';
import { renderSound } from '../render/render-sound.ts';
import { benchTone } from './bench-tone.ts';
import { measureColdModel } from './cold-model.ts';
import type { Evidence } from './evidence.ts';
import { identify } from './identity.ts';
import { latencySeconds, measureLatency } from './latency-scenario.ts';
import { sweepLoad } from './load-sweep.ts';
import { measureParity } from './measure-parity.ts';
import { measureIdle, powerOf } from './measure-power.ts';
import { measureMessages, messageSeconds } from './messages/measure-messages.ts';
import { measurePlay, type PlayMeasurement } from './play-scenario.ts';
import type { BenchResult, BenchScenario } from './result-schema.ts';
import { measureTrigger, type TriggerRequest } from './trigger-scenario.ts';

export interface BenchRequest {
  readonly seconds: number;
  readonly latencies: number;
  readonly blocks: readonly number[];
  /** Seconds for each step of the load sweep; 0 for no sweep. */
  readonly sweep: number;
  /** Duration of the flood of messages, s; 0 for none. */
  readonly flood: number;
  /** Number of panel clients connected meanwhile. */
  readonly panels: number;
  readonly model: string;
  readonly evidence: Evidence | undefined;
  readonly note: string | undefined;
  /** Name of the state that is measured. */
  readonly label: string | undefined;
  /** `performance.now()` at the start of the process. */
  readonly processStartMs: number;
  readonly onProgress: (line: string) => void;
}

/** Notes of each input of messages, a requested latency: its 99 % figure needs hundreds, each of which takes 50 ms. */
const NOTES_A_LATENCY = 4;
/** Duration of the long render, s. */
const THROUGHPUT_SECONDS = 20;

/**
 * Runs all scenarios, one after the other.
 *
 * @throws NeurorackError when playing fails
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
  onProgress(announcement(request));
  const model = await models.load(request.model);
  const tone = benchTone(analysisOf(model));
  const health = container.get(SERVICES.boardHealth);
  const idle = await measureIdle(health);
  const scenarios: BenchScenario[] = [];
  let first: PlayMeasurement | undefined;
  for (const block of BLOCK_SIZES.filter((size) => request.blocks.includes(size)).toReversed()) {
    onProgress(`playing ${seconds} s in blocks of ${block}`);
    const measured = await measurePlay(options, { block, seconds, processStartMs, panels, board, health });
    // Only the start of the first engine is the start of the process.
    first ??= measured;
    onProgress(`measuring the latency of ${latencies} gates and CV steps in blocks of ${block}`);
    const latency = await measureLatency(options, { tone, block, count: latencies });
    scenarios.push({ block, play: measured.play, latency: { ...latency } });
  }
  onProgress('rendering offline');
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
  onProgress('checking against the reference');
  const parity =
    fallbackReason === null ? await measureParity({ models, accelerator, fallback }, { model, tone }) : null;
  const coldModel =
    fallbackReason === null
      ? await measureColdModel(accelerator, () => models.load(request.model))
      : UNKNOWN_MODEL_TIMES;
  const evidence = request.evidence ?? (boardEvidence === 'virtual' ? 'virtual' : 'measured');
  return {
    format: 'neurorack-bench',
    version: 3,
    at: new Date().toISOString(),
    note: request.note ?? null,
    identity: await identify({
      ...{ board, evidence, label: request.label, accelerator: accelerator.name, fallbackReason, model },
    }),
    bundleBytes: await sizeOf(join(installationRoot(), 'dist', 'cli')),
    cold: first === undefined ? null : { ...first.start, ...coldModel },
    throughput: { ...realTimeFactor, realTimeFactor: realTimeFactor.network + realTimeFactor.dsp },
    parity,
    ...(fallbackReason === null && { trigger: await triggerOf({ models, model, tone }, request) }),
    ...(await messagesOf(options, request, board)),
    load:
      request.sweep === 0
        ? null
        : await sweepLoad(options, {
            models,
            target,
            tone: benchTone,
            played: scenarios,
            onProgress,
            scenario: { seconds: request.sweep, processStartMs, panels: 0, board, health },
          }),
    power: powerOf(idle, healthOf(scenarios)),
    scenarios,
  };
}

/** Names the duration of the steps that have a fixed one, and the options that shorten them. */
function announcement({ seconds, latencies, blocks, sweep, flood }: BenchRequest): string {
  const swept = sweep === 0 ? 0 : BLOCK_SIZES.filter((size) => !blocks.includes(size)).length * sweep;
  const flooded = flood === 0 ? 0 : flood + messageSeconds(NOTES_A_LATENCY * latencies);
  const total = Math.ceil(blocks.length * (seconds + latencySeconds(latencies)) + swept + flooded);
  return `the bench plays for at least ${total} s; fewer --seconds, --latencies and --blocks, --sweep 0 and --flood 0 shorten it`;
}

/** Counts the samples of a trigger at the largest block size. */
async function triggerOf(
  of: Pick<TriggerRequest, 'models' | 'model' | 'tone'>,
  { blocks }: BenchRequest,
): Promise<NonNullable<BenchResult['trigger']>> {
  const block = largestOf(blocks);
  return { block, ...(await measureTrigger({ ...of, block })) };
}

const largestOf = (blocks: readonly number[]): BlockSize =>
  BLOCK_SIZES.findLast((size) => blocks.includes(size)) ?? 256;

/** Floods the inputs of messages, at the largest block size; nothing where the instrument does not play by them. */
async function messagesOf(
  options: InstrumentOptions,
  { flood: seconds, latencies, blocks, onProgress }: BenchRequest,
  board: string,
): Promise<Pick<BenchResult, 'messages'>> {
  if (seconds === 0) return {};
  const notes = NOTES_A_LATENCY * latencies;
  onProgress(`measuring the latency of ${notes} notes of each input of messages, and a flood of ${seconds} s`);
  try {
    const result = await measureMessages(options, { block: largestOf(blocks), seconds, notes, board });
    return { messages: { ...result, inputs: result.inputs.map((input) => ({ ...input })) } };
  } catch (error) {
    // A board whose jacks do not open plays a performance, which takes no messages: all else has been measured.
    if (!(error instanceof NeurorackError)) throw error;
    onProgress(`messages are not measured: ${error.message}; ${error.remedy}`);
    return {};
  }
}

const healthOf = (scenarios: readonly BenchScenario[]) => scenarios.flatMap(({ play }) => play?.health ?? []);

const UNKNOWN_MODEL_TIMES = { filesMs: null, openMs: null, warmUpMs: null };

/** Size of the bundled code without source maps, bytes; null without a bundle. */
async function sizeOf(folder: string): Promise<number | null> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    return null;
  }
}
