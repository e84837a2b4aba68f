import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import type { AheadFeeder } from './ahead-feeder.ts';
import type { JoinOptions } from './join-late.ts';
import { type Note, UNCHANGED_PITCH } from './note.ts';

/** Hops that a network on a thread of its own runs before a join: it takes too long for more. */
const NETWORK_HOPS = 4;

/**
 * As `joinLate` for a network that runs ahead: pitch and place are those of a note triggered `elapsed` samples ago, the network's state is
 * that of the last hops alone. Waits for the runs.
 *
 * @throws NeurorackError as `RunQueue.wait`
 */
export function joinAhead(
  { feeder, note, path, hop }: { feeder: AheadFeeder; note: Note; path: DescriptorPath; hop: number },
  { seed, elapsed, onMissed = () => undefined }: JoinOptions,
): void {
  const { waits } = feeder;
  feeder.waits = true;
  const hops = Math.floor(elapsed / hop);
  const firstRun = Math.max(hops - NETWORK_HOPS, 0);
  const renderMissed = (count: number): void => {
    const missed = new Float32Array(count);
    note.add(missed, 0, count, UNCHANGED_PITCH);
    onMissed(missed);
  };
  note.start(seed, feeder.begin(path, seed));
  for (let h = 0; h < firstRun && !feeder.reader.isAtEnd; h++) note.skipHop(feeder.skipHop());
  feeder.runStart();
  for (let h = firstRun; h < hops && note.isActive; h++) {
    feeder.feed(note);
    renderMissed(hop);
  }
  const rest = elapsed - hops * hop;
  if (note.isActive) feeder.feed(note);
  if (note.isActive && rest > 0) renderMissed(Math.min(rest, note.samplesLeft));
  feeder.waits = waits;
}
