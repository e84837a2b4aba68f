import { basename, dirname, join } from 'node:path';
import { type DocumentKind, decodeDocument } from './document.ts';
import { codeOf, type FileSystem } from './file-system.ts';
import { DONE, failed, type Outcome } from './outcome.ts';
import { presetFileName, presetName } from './preset-name.ts';
import { reserve } from './set-aside.ts';
import type { MusicalSettings, Preset } from './settings.ts';
import { createStateFile, type LastGood, type StateFile } from './state-file.ts';

/** Presets on disk, one file each. Main thread. No method rejects: a failure is returned as a message. */
export interface Presets {
  /** Names in alphabetical order. */
  list(): Promise<{ readonly names: readonly string[]; readonly messages: readonly string[] }>;
  load(name: string): Promise<{ readonly settings: MusicalSettings | undefined; readonly messages: readonly string[] }>;
  /** Saves a preset; one of the same name becomes its previous copy. */
  save(name: string, settings: MusicalSettings): Promise<Outcome>;
  /** Moves a preset to the trash; `trashId` is the argument of `restore`. */
  delete(name: string): Promise<Deletion>;
  /** Restores a deleted preset, unless a preset of its name exists again. */
  restore(trashId: string): Promise<Outcome>;
  /** Lists the deleted presets that `restore` accepts. */
  trash(): Promise<readonly { readonly trashId: string; readonly name: string }[]>;
}

export type Deletion =
  | { readonly isDone: true; readonly trashId: string }
  | { readonly isDone: false; readonly message: string };

/** @param directory directory of the presets; deleted ones are in its subdirectory `trash` */
export function createPresets(directory: string, kind: DocumentKind<Preset>, fs: FileSystem): Presets {
  const trashDirectory = join(directory, 'trash');
  const fileAt = (path: string): StateFile<Preset> => createStateFile(path, kind, fs);
  const pathOf = (name: string): string => join(directory, presetFileName(presetName(name)));
  const files = new Map<string, StateFile<Preset>>();
  /** One object per file, so that saves of the same file are queued. */
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
        else messages.push(`${entry} is ignored: it holds the preset '${read.content.name}'; rename it to ${right}`);
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
          return { isDone: false, message: `could not restore preset '${name}': a preset of that name exists` };
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
          if (found.kind === 'valid') kept.push({ trashId, name: found.content.name });
        } catch {
          // a name reserved for a deletion that failed, or a file removed in the meantime
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

/** Moves the copy that was read, the file or its previous copy, and removes the other. */
async function moveLastGood(fs: FileSystem, { path, source, to }: Move): Promise<void> {
  const previous = `${path}.previous`;
  try {
    if (source === 'current') {
      // A previous copy without its file would be read as the state before an interrupted save: it is removed first.
      await fs.remove(previous);
      await fs.syncDirectory(dirname(path));
    }
    await fs.rename(source === 'current' ? path : previous, to);
  } catch (cause) {
    await fs.remove(to).catch(() => undefined);
    throw cause;
  }
}
