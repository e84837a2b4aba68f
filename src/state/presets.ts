import { basename, dirname, join } from 'node:path';
import { type DocumentKind, decodeDocument } from './document.ts';
import { codeOf, type FileSystem } from './file-system.ts';
import { DONE, failed, type Outcome } from './outcome.ts';
import { presetFileName, presetName } from './preset-name.ts';
import { reserve } from './set-aside.ts';
import type { MusicalSettings, Preset } from './settings.ts';
import { createStateFile, type LastGood, type StateFile } from './state-file.ts';

/** Named sounds on disk, a file each. For the main thread. Nothing here rejects: what fails is said in a message. */
export interface Presets {
  /** Names in alphabetical order. */
  list(): Promise<{ readonly names: readonly string[]; readonly messages: readonly string[] }>;
  load(name: string): Promise<{ readonly settings: MusicalSettings | undefined; readonly messages: readonly string[] }>;
  /** Over one of the same name: that becomes its previous copy. */
  save(name: string, settings: MusicalSettings): Promise<Outcome>;
  /** Moves it to the trash; `trashId` is for `restore`. */
  delete(name: string): Promise<Deletion>;
  /** Takes a deleted preset back, unless there is one of its name again. */
  restore(trashId: string): Promise<Outcome>;
  /** What `restore` can take back. */
  trash(): Promise<readonly { readonly trashId: string; readonly name: string }[]>;
}

export type Deletion =
  | { readonly isDone: true; readonly trashId: string }
  | { readonly isDone: false; readonly message: string };

/** @param directory of the presets; the deleted ones are in `trash` below it */
export function createPresets(directory: string, kind: DocumentKind<Preset>, fs: FileSystem): Presets {
  const trashDirectory = join(directory, 'trash');
  const fileAt = (path: string): StateFile<Preset> => createStateFile(path, kind, fs);
  const pathOf = (name: string): string => join(directory, presetFileName(presetName(name)));
  const files = new Map<string, StateFile<Preset>>();
  /** One object a file, so that its saves take turns. */
  const fileOf = (name: string): StateFile<Preset> => {
    const path = pathOf(name);
    const file = files.get(path) ?? fileAt(path);
    files.set(path, file);
    return file;
  };

  const namesOf = async (at: string): Promise<readonly string[]> => {
    try {
      return await fs.list(at);
    } catch {
      return [];
    }
  };

  return {
    async list() {
      let entries: readonly string[];
      try {
        entries = await fs.list(directory);
      } catch (cause) {
        return { names: [], messages: [`the presets in ${directory} cannot be read: ${codeOf(cause)}`] };
      }
      const own = new Set(entries.flatMap((entry) => /^[^.].*\.json(?=$|\.previous$)/.exec(entry) ?? []));
      const names: string[] = [];
      const messages: string[] = [];
      for (const entry of [...own].sort()) {
        const read = await fileAt(join(directory, entry)).read();
        messages.push(...read.messages);
        if (read.content === undefined) continue;
        const right = presetFileName(read.content.name);
        if (entry === right) names.push(read.content.name);
        else messages.push(`${entry} is left out: it holds the preset '${read.content.name}'; rename it ${right}`);
      }
      return { names: names.sort((a, b) => a.localeCompare(b)), messages };
    },

    async load(name) {
      const { content, messages } = await fileOf(name).read();
      if (content !== undefined) return { settings: content.settings, messages };
      return { settings: undefined, messages: [...messages, `there is no preset '${presetName(name)}' to load`] };
    },

    save: (name, settings) => fileOf(name).save({ name: presetName(name), settings }),

    async delete(name) {
      const path = pathOf(name);
      try {
        const { content, source } = await fileOf(name).read();
        if (content === undefined) return { isDone: false, message: `there is no preset '${presetName(name)}'` };
        await fs.makeDirectory(trashDirectory);
        const kept = await reserve(fs, (number) => join(trashDirectory, `${basename(path, '.json')}.${number}.json`));
        await moveLastGood(fs, { path, source, to: kept });
        await fs.syncDirectory(trashDirectory);
        await fs.syncDirectory(directory);
        return { isDone: true, trashId: basename(kept) };
      } catch (cause) {
        return failed(`delete preset '${presetName(name)}'`, path, cause);
      }
    },

    async restore(trashId) {
      const kept = join(trashDirectory, basename(trashId));
      try {
        const found = decodeDocument(kind, await fs.read(kept));
        if (found.kind === 'faulty') {
          return { isDone: false, message: `could not restore a preset: ${kept}: ${found.detail}` };
        }
        const { name } = found.content;
        if ((await fileOf(name).read()).content !== undefined) {
          return { isDone: false, message: `could not restore preset '${name}': there is one of that name again` };
        }
        await fs.rename(kept, pathOf(name));
        await fs.syncDirectory(directory);
        await fs.syncDirectory(trashDirectory);
        return DONE;
      } catch (cause) {
        if (codeOf(cause) === 'ENOENT') return { isDone: false, message: `the trash has no preset '${trashId}'` };
        return failed('restore a preset', kept, cause);
      }
    },

    async trash() {
      const kept: { trashId: string; name: string }[] = [];
      for (const trashId of [...(await namesOf(trashDirectory))].sort()) {
        try {
          const found = decodeDocument(kind, await fs.read(join(trashDirectory, trashId)));
          if (found.kind === 'sound') kept.push({ trashId, name: found.content.name });
        } catch {
          // a place reserved for a deletion that did not happen, or gone meanwhile
        }
      }
      return kept;
    },
  };
}

interface Move {
  readonly path: string;
  readonly source: LastGood<Preset>['source'];
  readonly to: string;
}

/** Of a file and its previous copy, moves the one that was read, and leaves the other nowhere. */
async function moveLastGood(fs: FileSystem, { path, source, to }: Move): Promise<void> {
  const previous = `${path}.previous`;
  try {
    if (source === 'current') {
      // Left there, the previous copy would be taken for what an interrupted save had before: it goes first, for good.
      await fs.remove(previous);
      await fs.syncDirectory(dirname(path));
    }
    await fs.rename(source === 'current' ? path : previous, to);
  } catch (cause) {
    await fs.remove(to).catch(() => undefined);
    throw cause;
  }
}
