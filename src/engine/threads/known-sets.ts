import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import type { SoundMap } from '../../descriptors/map/sound-map.ts';
import type { VoicePatch } from '../../voice/live-voice.ts';
import type { Command } from '../commands.ts';
import { withSharedArrays } from '../shared-arrays.ts';

/** Sets that a thread keeps: those of the factory bank, and as many again that are edited. */
const MAX_KNOWN = 64;

/** A set in a message: its number, and the set itself where the thread does not have it yet. */
export interface SetReference {
  readonly number: number;
  readonly set?: DescriptorSet;
}

/**
 * A command as it is posted to a thread. A set is posted once: a thread that decoded both sets of each patch anew made a quarter of a megabyte of
 * objects between two blocks, and what a voice derives from a set, such as its codes, was computed again.
 */
export type PostedCommand =
  | Exclude<Command, { kind: 'patch' | 'map' }>
  | {
      readonly kind: 'patch';
      readonly patch: Omit<VoicePatch, 'a' | 'b'>;
      readonly a: SetReference;
      readonly b: SetReference | undefined;
    }
  | { readonly kind: 'map'; readonly places: SoundMap['places']; readonly sets: readonly SetReference[] };

/** The shared form of a set, made once for all threads. */
const shared = new WeakMap<DescriptorSet, DescriptorSet>();

/** Returns a function that replaces the sets of a command by references. One a thread; every command to it has to pass, in order. */
export function createSetSender(): (command: Command) => PostedCommand {
  const known = new Map<DescriptorSet, number>();
  let next = 0;

  function referTo(set: DescriptorSet): SetReference {
    const number = known.get(set);
    if (number !== undefined) return { number };
    keep(known, set, next);
    return { number: next++, set: sharedSet(set) };
  }

  return (command) => {
    if (command.kind === 'map') {
      return { kind: 'map', places: command.map.places, sets: command.map.sets.map(referTo) };
    }
    if (command.kind !== 'patch') return command;
    const { a, b, ...patch } = command.patch;
    return { kind: 'patch', patch, a: referTo(a), b: b && referTo(b) };
  };
}

/** The inverse, on the thread: a set that was posted before is the same object again. */
export function createSetReceiver(): (posted: PostedCommand) => Command {
  const known = new Map<number, DescriptorSet>();

  function find({ number, set = known.get(number) }: SetReference): DescriptorSet {
    // Both sides forget in the same order, so that a number without its set is always known.
    if (set === undefined) throw new RangeError(`the set number ${number} was not posted`);
    if (!known.has(number)) keep(known, number, set);
    return set;
  }

  return (posted) => {
    if (posted.kind === 'map') return { kind: 'map', map: { places: posted.places, sets: posted.sets.map(find) } };
    if (posted.kind !== 'patch') return posted;
    const a = find(posted.a);
    return { kind: 'patch', patch: { ...posted.patch, a, b: posted.b && find(posted.b) } };
  };
}

function sharedSet(set: DescriptorSet): DescriptorSet {
  const made = shared.get(set) ?? withSharedArrays(set);
  shared.set(set, made);
  return made;
}

/** Adds an entry; the oldest one goes when there are too many. */
function keep<Key, Value>(known: Map<Key, Value>, key: Key, value: Value): void {
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
}
