import type { InferenceSession } from '../contracts/accelerator.ts';
import type { QueuedSession, RunQueue } from '../contracts/run-queue.ts';
import type { DescriptorStats } from '../descriptors/transform/perceptual.ts';
import type { Synthesizer } from '../model/synthesis.ts';
import { AheadFeeder } from './ahead-feeder.ts';
import type { AheadPlan } from './ahead-plan.ts';
import { checkSize, nanInSilence } from './network.ts';

/** Whether a session's network runs on a thread of its own. */
export const hasQueue = (session: InferenceSession): session is QueuedSession => 'queue' in session;

/** Runs that are queued at a time before a voice waits. */
const BATCH = 16;

/**
 * Creates a feeder for a queue; primes its network with silence.
 *
 * @throws NeurorackError 'bad-model' when the queue's tensors do not fit, or the output for silence is not finite
 */
export function createAheadFeeder(options: {
  readonly queue: RunQueue;
  readonly synthesizer: Synthesizer;
  /** The network's input while nothing sounds, and the runs on it after which a zeroed start has no effect. */
  readonly silence: readonly number[];
  readonly primingRuns: number;
  readonly descriptors: readonly DescriptorStats[];
  readonly hop: number;
  readonly plan: AheadPlan;
  /** Runs on a note's first frame before its first hop. */
  readonly startRuns: number;
}): AheadFeeder {
  const { queue, synthesizer, silence, primingRuns, descriptors, hop, plan, startRuns } = options;
  const inputSize = silence.length;
  checkSize('x', queue.input.length, inputSize);
  checkSize('y', queue.outputSize, synthesizer.outputSize);
  const silent = queue.createSlot();
  queue.save(silent);
  queue.setSilence(silent);
  let ticket = 0;
  for (let run = 1; run <= primingRuns; run++) {
    queue.input.set(silence);
    ticket = queue.run();
    if (run % BATCH === 0) queue.wait(ticket);
  }
  queue.wait(ticket);
  if (!queue.read(ticket, new Float32Array(queue.outputSize))) throw nanInSilence();
  queue.save(silent);
  return new AheadFeeder({
    queue,
    silent,
    synthesizer,
    inputSize,
    descriptors,
    hop,
    plan,
    startRuns,
  });
}
