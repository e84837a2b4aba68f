import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import type { NetworkFeeder } from './network-feeder.ts';
import { type Note, UNCHANGED_PITCH } from './note.ts';

/** Hops that run through the network again before a join: more than its receptive field of 67 frames. */
const NETWORK_HOPS = 110;
/** Hops that are rendered again before a join, unheard. */
const RENDERED_HOPS = 43;

export interface JoinOptions {
  readonly seed: number;
  /** Samples since the trigger. */
  readonly elapsed: number;
  /** Called with up to the last quarter of a second before the join, for filters with a memory. */
  readonly onMissed?: (samples: Float32Array) => void;
}

export interface JoinTarget {
  readonly feeder: NetworkFeeder;
  readonly note: Note;
  readonly path: DescriptorPath;
  /** Samples. */
  readonly hop: number;
}

/**
 * Brings `note` and network into the state that they would have `elapsed` samples after a trigger of `path`.
 *
 * @throws NeurorackError as `InferenceSession.run`
 */
export async function joinLate(
  { feeder, note, path, hop }: JoinTarget,
  { seed, elapsed, onMissed = () => undefined }: JoinOptions,
): Promise<void> {
  const hops = Math.floor(elapsed / hop);
  const firstRun = Math.max(hops - NETWORK_HOPS, 0);
  const renderMissed = (count: number): void => {
    const missed = new Float32Array(count);
    note.add(missed, 0, count, UNCHANGED_PITCH);
    onMissed(missed);
  };
  feeder.begin(path, seed);
  note.start(seed, feeder.f0);
  if (firstRun === 0) await feeder.runFirstFrame();
  for (let h = 0; h < hops && !feeder.reader.isAtEnd; h++) {
    // A network with a delay of its own starts where the join does.
    if (h === firstRun && h > 0 && feeder.needsStart) await feeder.runFirstFrame();
    feeder.readHop();
    if (h >= firstRun) await feeder.runHop();
    if (h < hops - RENDERED_HOPS) note.skipHop(feeder.f0);
    else {
      feeder.deliver(note);
      renderMissed(hop);
    }
  }
  const rest = elapsed - hops * hop;
  if (rest === 0) return;
  const pending = feeder.feed(note);
  if (pending !== undefined) await pending;
  if (note.isActive) renderMissed(Math.min(rest, note.samplesLeft));
}
