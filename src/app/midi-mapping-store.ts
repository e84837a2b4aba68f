import { readMappingFile, writeMappingFile } from '../control/midi/mapping-file.ts';
import type { MidiMapping } from '../control/midi/midi-mapping.ts';
import { writeFileAtomically } from '../files/atomic-file.ts';
import { readText } from '../files/read-text.ts';
import type { FileSystem } from '../state/file-system.ts';
import { codeOf } from '../state/file-system.ts';
import { setAside } from '../state/set-aside.ts';
import { sentenceOf } from './sentence-of.ts';

/** The file of the MIDI mapping, which people may write too. */
export interface MidiMappingStore {
  /** Of the file; undefined without one, and where it cannot be read. */
  readonly mapping: MidiMapping | undefined;
  /** Saves after the saves before; a file that could not be read is set aside first. Never rejects: a fault becomes a message. */
  save(mapping: MidiMapping): Promise<void>;
}

export interface MidiMappingStoreOptions {
  readonly fs: FileSystem;
  readonly onMessage: (sentence: string) => void;
  /** False where another instance saves. */
  readonly canSave: boolean;
}

/** Reads the mapping. Never rejects: a faulty file is reported, and left as it is until another mapping is saved. */
export async function openMidiMapping(path: string, options: MidiMappingStoreOptions): Promise<MidiMappingStore> {
  const { fs, onMessage, canSave } = options;
  let mapping: MidiMapping | undefined;
  let isFaulty = false;
  try {
    mapping = readMappingFile(await readText(path), path);
  } catch (error) {
    isFaulty = codeOf(error) !== 'ENOENT';
    if (isFaulty) onMessage(`warning: ${sentenceOf(error)}; the default mapping of MIDI plays`);
  }

  async function write(next: MidiMapping): Promise<void> {
    try {
      if (isFaulty) onMessage(`the former mapping of MIDI is kept as ${await setAside(fs, path, 'invalid')}`);
      isFaulty = false;
      await writeFileAtomically(path, writeMappingFile(next), { mode: 0o600 });
    } catch (error) {
      onMessage(`warning: the mapping of MIDI is not saved: ${sentenceOf(error)}`);
    }
  }

  let queue: Promise<void> = Promise.resolve();
  return {
    mapping,
    save: (next) => {
      if (canSave) queue = queue.then(() => write(next));
      return queue;
    },
  };
}
