import { basename } from 'node:path';
import { NeurorackError } from '../contracts/errors.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { ModelLibrary } from '../model/model-library.ts';
import type { BankLibrary } from '../panel/banks/bank-library.ts';
import type { SaveSetResult } from '../panel/banks/set-revision.ts';
import { type PatchFile, packPatch, unpackPatch } from '../state/patch-file.ts';
import { presetName } from '../state/preset-name.ts';
import type { Presets } from '../state/presets.ts';
import type { MusicalSettings, Settings } from '../state/settings.ts';
import { hashOfSet } from './set-hash.ts';

/** The sources of patches, and where imported ones go. */
export interface PatchFilesOptions {
  readonly presets: Pick<Presets, 'list' | 'load' | 'save'>;
  readonly defaults: Settings;
  /** The set of a name among all banks; undefined: none. */
  readonly findSet: (name: string) => Promise<DescriptorSet | undefined>;
  /** Keeps a set of a new name among the user's own. */
  readonly saveSet: (set: DescriptorSet) => Promise<SaveSetResult>;
  /** Version of an installed model; null where it is not known, undefined where the model is not installed. */
  readonly modelVersion: (name: string) => Promise<string | null | undefined>;
}

/** The result of an import. */
export interface ImportedPatch {
  /** Name of the preset. */
  readonly preset: string;
  readonly settings: MusicalSettings;
  /** The sets of the file, under their names here. */
  readonly sets: readonly DescriptorSet[];
  /** Names of those that are new here. */
  readonly added: readonly string[];
  /** Whether it was not among the presets already. */
  readonly isNew: boolean;
  /** Differences from the file: new names, another model; a sentence each. */
  readonly messages: readonly string[];
}

/** Presets as files that can be sent. */
export interface PatchFiles {
  /** @throws NeurorackError 'bad-input' for an unknown preset or a set that is gone; errors of `packPatch` */
  pack(preset: string): Promise<Uint8Array>;
  /**
   * Adds a preset and its sets. A set or preset of the same name and another content gets another name; nothing is replaced.
   *
   * @param file name for messages
   * @throws NeurorackError errors of `unpackPatch`; 'cannot-write'
   */
  add(bytes: Uint8Array, file: string): Promise<ImportedPatch>;
}

export function createPatchFiles({ presets, defaults, findSet, saveSet, modelVersion }: PatchFilesOptions): PatchFiles {
  /** The sets of a patch under the names that they have here, and those among them that are new. */
  async function placeSets(patch: PatchFile) {
    const names = new Map<string, string>();
    const placed: DescriptorSet[] = [];
    const added: string[] = [];
    for (const set of patch.sets) {
      const { name, isNew } = await sameOrFree(set, patch.name, findSet);
      names.set(set.name, name);
      placed.push({ ...set, name });
      if (isNew) added.push(name);
    }
    return { names, placed, added };
  }

  async function placePreset(name: string, settings: MusicalSettings): Promise<{ preset: string; isNew: boolean }> {
    const { names } = await presets.list();
    const taken = new Set(names);
    if (!taken.has(name)) return { preset: name, isNew: true };
    const { settings: own } = await presets.load(name);
    if (JSON.stringify(own) === JSON.stringify(settings)) return { preset: name, isNew: false };
    return { preset: freeName(name, (one) => taken.has(one)), isNew: true };
  }

  return {
    pack: async (preset) => {
      const name = presetName(preset);
      const { settings } = await presets.load(name);
      if (settings === undefined) {
        const { names } = await presets.list();
        throw new NeurorackError('bad-input', `there is no preset '${name}'`, {
          remedy:
            names.length === 0 ? 'save one first, in the panel or on the display' : `choose one of ${names.join(', ')}`,
        });
      }
      const { model, setA, setB } = settings;
      const needed = await pickSets(findSet, [setA, setB], name);
      const version = (await modelVersion(model)) ?? null;
      return packPatch({ name, settings, model: { name: model, version }, sets: needed }, defaults);
    },
    add: async (bytes, file) => {
      const patch = await unpackPatch(bytes, file, defaults);
      const { names, placed, added } = await placeSets(patch);
      for (const set of placed.filter(({ name }) => added.includes(name))) {
        const { kind } = await saveSet(set);
        if (kind !== 'saved') throw takenMeanwhile(set.name);
      }
      const { setA, setB } = patch.settings;
      const settings = { ...patch.settings, setA: names.get(setA) ?? setA, setB: names.get(setB) ?? setB };
      const { preset, isNew } = await placePreset(presetName(patch.name), settings);
      if (isNew) {
        const outcome = await presets.save(preset, settings);
        if (!outcome.isDone)
          throw new NeurorackError('cannot-write', outcome.message, { remedy: 'import the file again' });
      }
      const version = await modelVersion(patch.model.name);
      const messages = [
        ...[...names].flatMap(([from, to]) =>
          from === to ? [] : [`the set '${from}' is '${to}' here: another set has its name`],
        ),
        ...(preset === presetName(patch.name) ? [] : [`the preset is '${preset}' here: another one has its name`]),
        ...modelMessages(patch.model, version),
      ];
      return { preset, settings, sets: placed, added, isNew, messages };
    },
  };
}

/** The name of a set here: its own where none, or the same set, has it. */
async function sameOrFree(
  set: DescriptorSet,
  patch: string,
  findSet: PatchFilesOptions['findSet'],
): Promise<{ readonly name: string; readonly isNew: boolean }> {
  const own = await findSet(set.name);
  if (own === undefined) return { name: set.name, isNew: true };
  const hash = await hashOfSet(set);
  if ((await hashOfSet(own)) === hash) return { name: set.name, isNew: false };
  // An earlier import of the same set is found again.
  for (let n = 1; ; n++) {
    const name = numbered(`${set.name.slice(0, 100)} (${patch})`, n);
    const other = await findSet(name);
    if (other === undefined) return { name, isNew: true };
    if ((await hashOfSet(other)) === hash) return { name, isNew: false };
  }
}

async function pickSets(
  findSet: PatchFilesOptions['findSet'],
  names: readonly string[],
  preset: string,
): Promise<DescriptorSet[]> {
  const picked: DescriptorSet[] = [];
  for (const name of new Set(names)) {
    const found = await findSet(name);
    if (found === undefined) {
      throw new NeurorackError('bad-input', `the set '${name}' of the preset '${preset}' is in no bank`, {
        remedy: 'install its bank, or save the preset with another set',
      });
    }
    picked.push(found);
  }
  return picked;
}

function modelMessages({ name, version }: PatchFile['model'], installed: string | null | undefined): string[] {
  if (installed === undefined) {
    return [
      `the model '${name}' is not installed: the preset plays once it is; \`neurorack model list\` shows the models, \`neurorack model import\` adds one`,
    ];
  }
  if (installed === null || version === null || installed === version) return [];
  return [`it was made with ${name} ${version}; ${name} ${installed} plays it here and may sound different`];
}

const numbered = (name: string, n: number): string => (n === 1 ? name : `${name} ${n}`);

/** The name with the first number from 2 that is free. */
function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let n = 2; ; n++) {
    const next = `${name.slice(0, 60)} ${n}`;
    if (!isTaken(next)) return next;
  }
}

const takenMeanwhile = (name: string): NeurorackError =>
  new NeurorackError('busy', `a set '${name}' was saved at the same time`, { remedy: 'import the file again' });

/** Finds sets in the banks of a library, the first bank first. */
export function findSetIn(library: Pick<BankLibrary, 'list' | 'loadSet'>): PatchFilesOptions['findSet'] {
  return async (name) => {
    const { banks } = await library.list();
    const bank = banks.find(({ sets }) => sets.some((set) => set.name === name));
    return bank && library.loadSet(bank.id, name);
  };
}

/** The versions of the models of a library that can be played. */
export function modelVersionIn(models: Pick<ModelLibrary, 'list'>): PatchFilesOptions['modelVersion'] {
  return async (name) => {
    const listed = await models.list();
    const found = listed.find(({ folder }) => basename(folder) === name);
    return found?.model?.manifest.version;
  };
}
