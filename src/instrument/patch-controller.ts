import { NeurorackError } from '../contracts/errors.ts';
import type { Patch } from '../control/patch.ts';
import { DEFAULT_VOICES, isSameVoices } from '../control/voices.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { Engine } from '../engine/engine.ts';
import type { ProgramSpecs } from './program-specs.ts';
import type { SetLibrary } from './set-library.ts';
import type { SetMap } from './set-map.ts';

/** The patch that plays, and the sets that it may name. Main thread. */
export interface PatchController {
  readonly patch: Patch;
  /**
   * Exchanges sets or modes, from the next trigger on, or the model or the voices, which warm up beside the old ones and then take over.
   *
   * @throws NeurorackError 'bad-input' for a model that is not offered or a set that the library lacks, with the names that exist; the
   * patch is then unchanged
   */
  change(changes: Partial<Patch>): void;
  /** Names the model that plays on after the chosen one has failed; the engine is left as it is. */
  keepModel(model: string): void;
  /**
   * Adds a set, or replaces the one of its name; the next trigger plays it.
   *
   * @throws NeurorackError 'bad-input' for a set that cannot be played, or when the library is full
   */
  putSet(set: DescriptorSet): void;
  /** @throws NeurorackError 'bad-input' for a set that the library lacks, 'busy' for one that the patch names */
  removeSet(name: string): void;
  /**
   * Auditions a set in place of the one of its name, and selects that name as set A where the patch does not name it. The audition ends
   * with undefined, when the set is put or removed, or when other sets are selected; the former set A and source then play again, unless
   * others were selected.
   *
   * @throws NeurorackError as `putSet`; 'bad-input' when the library has no set of its name
   */
  audition(set: DescriptorSet | undefined): void;
}

export interface PatchControllerOptions {
  readonly initial: Patch;
  /** The models that a patch may name. */
  readonly models: readonly string[];
  readonly library: SetLibrary;
  readonly map: SetMap;
  readonly programs: ProgramSpecs;
  readonly engine: Pick<Engine, 'play' | 'send'>;
}

export function createPatchController({
  initial,
  models,
  library,
  map,
  programs,
  engine,
}: PatchControllerOptions): PatchController {
  let patch = initial;
  /** Set A and source that an audition has replaced. */
  let displaced: { readonly by: string; readonly setA: string; readonly source: Patch['source'] } | undefined;

  const isSelected = (name: string): boolean => name === patch.setA || name === patch.setB;

  const sendMap = (): void => engine.send({ kind: 'map', map: map.current });

  function checkModel(model: string): void {
    if (models.includes(model)) return;
    throw new NeurorackError('bad-input', `there is no model '${model}'`, {
      remedy: models.length === 0 ? 'install a model' : `choose one of ${models.join(', ')}`,
    });
  }

  function apply(changes: Partial<Patch>): void {
    if (changes.model !== undefined) checkModel(changes.model);
    // Selecting a set, from any control, switches the source back to A/B.
    const selectsSet = changes.setA !== undefined || changes.setB !== undefined;
    const next: Patch = { ...patch, ...(selectsSet && { source: 'a-b' }), ...changes };
    const { auditioned } = library;
    if (auditioned !== undefined && ![next.setA, next.setB].includes(auditioned)) library.audition(undefined);
    const voicePatch = programs.voicePatch(next);
    const hasOtherVoices = !isSameVoices(next.voices ?? DEFAULT_VOICES, patch.voices ?? DEFAULT_VOICES);
    if (next.model !== patch.model || hasOtherVoices) engine.play(programs.model(next));
    else {
      if (next.source === 'map' && patch.source !== 'map') sendMap();
      engine.send({ kind: 'patch', patch: voicePatch });
    }
    patch = next;
  }

  function change(changes: Partial<Patch>): void {
    apply(changes);
    const isReplaced = changes.setA !== undefined || changes.source !== undefined || library.auditioned === undefined;
    if (isReplaced) displaced = undefined;
  }

  /** Changes that give set A and source back after an audition. */
  function givenBack(): Partial<Patch> {
    if (displaced === undefined || patch.setA !== displaced.by || !library.names.includes(displaced.setA)) return {};
    return { setA: displaced.setA, source: displaced.source };
  }

  function endAudition(): void {
    const changes = givenBack();
    displaced = undefined;
    library.audition(undefined);
    apply(changes);
  }

  function refreshMap(): void {
    if (patch.source === 'map') sendMap();
  }

  return {
    get patch() {
      return patch;
    },
    change,
    keepModel: (model) => {
      patch = { ...patch, model };
    },
    putSet: (set) => {
      library.put(set);
      refreshMap();
      if (displaced !== undefined && library.auditioned === undefined) endAudition();
      else if (isSelected(set.name)) apply({});
    },
    removeSet: (name) => {
      if (isSelected(name)) {
        throw new NeurorackError('busy', `the set '${name}' is selected`, { remedy: 'select another one first' });
      }
      library.remove(name);
      refreshMap();
    },
    audition: (set) => {
      if (set === undefined) return endAudition();
      library.audition(set);
      const back = givenBack();
      const { setA, setB, source } = { ...patch, ...back };
      const selectsA = set.name !== setA && set.name !== setB;
      displaced = selectsA || source === 'map' ? { by: selectsA ? set.name : setA, setA, source } : undefined;
      apply({ ...back, ...(selectsA && { setA: set.name }), source: 'a-b' });
    },
  };
}
