import { NeurorackError } from '../contracts/errors.ts';
import { BANK_LIMITS } from '../descriptors/bank/bank-format.ts';
import { checkSet } from '../descriptors/check-set.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';

/** The sets that an instrument may play, by name; some come and go while it does. Main thread. */
export interface SetLibrary {
  /** In the order in which the knob goes through them; another array after each change. */
  readonly sets: readonly DescriptorSet[];
  readonly names: readonly string[];
  /**
   * What plays by this name: the set on trial, or the one on the shelf.
   *
   * @throws NeurorackError 'bad-input' for one that is not there, with those that are
   */
  find(name: string): DescriptorSet;
  /**
   * Adds a set, or puts it in the place of the one of its name.
   *
   * @throws NeurorackError 'bad-input' for one that cannot be played, 'bad-input' when there is no room
   */
  put(set: DescriptorSet): void;
  /** @throws NeurorackError 'bad-input' for one that is not there, 'busy' for the last one */
  remove(name: string): void;
  /** Name of the set that another one is on trial for; undefined: none. */
  readonly auditioned: string | undefined;
  /**
   * Lets a set be found in the place of the one of its name, which stays on the shelf: one at a time, until one of that name is put or
   * removed, or the trial ends (undefined).
   *
   * @throws NeurorackError as `put`; 'bad-input' when there is none of its name
   */
  audition(set: DescriptorSet | undefined): void;
}

export function createSetLibrary(initial: readonly DescriptorSet[]): SetLibrary {
  let sets = initial;
  let names = initial.map(({ name }) => name);
  let tried: DescriptorSet | undefined;

  function keep(next: readonly DescriptorSet[]): void {
    sets = next;
    names = next.map(({ name }) => name);
  }

  /** What would be on the shelf with this set on it. */
  function withSet(set: DescriptorSet): readonly DescriptorSet[] {
    checkSet(set);
    const at = names.indexOf(set.name);
    const next = at < 0 ? [...sets, set] : sets.with(at, set);
    const bytes = next.reduce((sum, one) => sum + bytesOf(one), 0);
    const fits = next.length <= BANK_LIMITS.sets && set.frames <= BANK_LIMITS.framesPerSet;
    if (fits && bytes <= BANK_LIMITS.curveBytes) return next;
    throw new NeurorackError('bad-input', `there is no room for the set '${set.name}' beside ${sets.length} others`, {
      remedy: 'remove sets that are not played, or make this one shorter',
    });
  }

  function placeOf(name: string): number {
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
      const own = sets[placeOf(name)];
      return tried?.name === name ? tried : own;
    },
    get auditioned() {
      return tried?.name;
    },
    audition: (set) => {
      if (set !== undefined) {
        placeOf(set.name);
        withSet(set);
      }
      tried = set;
    },
    put: (set) => {
      keep(withSet(set));
      if (tried?.name === set.name) tried = undefined;
    },
    remove: (name) => {
      const at = placeOf(name);
      if (sets.length === 1) {
        throw new NeurorackError('busy', `'${name}' is the last set there is`, { remedy: 'add another one first' });
      }
      keep(sets.toSpliced(at, 1));
      if (tried?.name === name) tried = undefined;
    },
  };
}

function bytesOf({ curves, f0Confidence, level }: DescriptorSet): number {
  const all = Object.values(curves).reduce((sum, curve) => sum + curve.byteLength, 0);
  return all + f0Confidence.byteLength + level.byteLength;
}
