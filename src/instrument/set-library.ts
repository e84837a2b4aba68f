import { NeurorackError } from '../contracts/errors.ts';
import { BANK_LIMITS, setBytesOf } from '../descriptors/bank/bank-format.ts';
import { checkSet } from '../descriptors/check-set.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';

/** The sets that an instrument may play, by name. Sets may be added and removed while it plays. Main thread. */
export interface SetLibrary {
  /** In the order of the knob; another array after each change. */
  readonly sets: readonly DescriptorSet[];
  readonly names: readonly string[];
  /**
   * The set that plays by this name: the auditioned one, or the library's.
   *
   * @throws NeurorackError 'bad-input' for an unknown name, with the names that exist
   */
  find(name: string): DescriptorSet;
  /**
   * Adds a set, or replaces the one of its name.
   *
   * @throws NeurorackError 'bad-input' for a set that cannot be played, or when the library is full
   */
  put(set: DescriptorSet): void;
  /** @throws NeurorackError 'bad-input' for an unknown name, 'busy' for the last set */
  remove(name: string): void;
  /** Name of the set in whose place another one is auditioned; undefined: none. */
  readonly auditioned: string | undefined;
  /**
   * Makes `find` return a set in place of the library's of that name, which stays in the library. One set at a time is auditioned, until a
   * set of that name is put or removed, or until the audition ends (undefined).
   *
   * @throws NeurorackError as `put`; 'bad-input' when the library has no set of its name
   */
  audition(set: DescriptorSet | undefined): void;
}

export function createSetLibrary(initial: readonly DescriptorSet[]): SetLibrary {
  let sets = initial;
  let names = initial.map(({ name }) => name);
  let auditioned: DescriptorSet | undefined;

  function replaceAll(next: readonly DescriptorSet[]): void {
    sets = next;
    names = next.map(({ name }) => name);
  }

  /** The sets of the library with this one among them. */
  function withSet(set: DescriptorSet): readonly DescriptorSet[] {
    checkSet(set);
    const at = names.indexOf(set.name);
    const next = at < 0 ? [...sets, set] : sets.with(at, set);
    const bytes = next.reduce((sum, one) => sum + setBytesOf(one), 0);
    const fits = next.length <= BANK_LIMITS.sets && set.frames <= BANK_LIMITS.framesPerSet;
    if (fits && bytes <= BANK_LIMITS.curveBytes) return next;
    throw new NeurorackError('bad-input', `there is no room for the set '${set.name}' beside ${sets.length} others`, {
      remedy: 'remove sets that are not played, or make this one shorter',
    });
  }

  function indexOf(name: string): number {
    const at = names.indexOf(name);
    if (at >= 0) return at;
    throw new NeurorackError('bad-input', `there is no set '${name}'`, { remedy: `choose one of ${names.join(', ')}` });
  }

  return {
    get sets() {
      return sets;
    },
    get names() {
      return names;
    },
    find: (name) => {
      const own = sets[indexOf(name)];
      return auditioned?.name === name ? auditioned : own;
    },
    get auditioned() {
      return auditioned?.name;
    },
    audition: (set) => {
      if (set !== undefined) {
        indexOf(set.name);
        withSet(set);
      }
      auditioned = set;
    },
    put: (set) => {
      replaceAll(withSet(set));
      if (auditioned?.name === set.name) auditioned = undefined;
    },
    remove: (name) => {
      const at = indexOf(name);
      if (sets.length === 1) {
        throw new NeurorackError('busy', `'${name}' is the last set`, { remedy: 'add another one first' });
      }
      replaceAll(sets.toSpliced(at, 1));
      if (auditioned?.name === name) auditioned = undefined;
    },
  };
}
