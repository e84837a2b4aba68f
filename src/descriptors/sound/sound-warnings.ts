import { badFile, badInput } from './bad-sound.ts';

/** A fault of what was recorded, with its remedy. */
export interface RecordingFault {
  readonly fault: string;
  /** How the sound is used all the same. */
  readonly measure?: string;
  readonly remedy: string;
}

/** Collects faults of a sound that can be read, each a clause about it ('its header ...'), once. */
export interface SoundWarnings {
  /** Adds a fault of the file. */
  file(fault: string): void;
  recording(fault: RecordingFault): void;
  readonly texts: readonly string[];
}

/**
 * Creates an empty collection. With `strict` the first fault is thrown.
 *
 * @throws NeurorackError from its methods, with `strict`: 'bad-file' for a fault of the file, 'bad-input' for one of the recording
 */
export function createSoundWarnings(
  path: string,
  { strict = false }: { readonly strict?: boolean | undefined },
): SoundWarnings {
  const texts: string[] = [];
  const add = (text: string): void => {
    if (!texts.includes(text)) texts.push(text);
  };
  return {
    texts,
    file(fault) {
      if (strict) throw badFile(path, fault, 'copy or export the file again, or read it without --strict');
      add(fault);
    },
    recording({ fault, measure, remedy }) {
      if (strict) throw badInput(path, fault, `${remedy}, or read it without --strict`);
      add([fault, ...(measure === undefined ? [] : [measure]), remedy].join('; '));
    },
  };
}
