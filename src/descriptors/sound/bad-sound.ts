import { NeurorackError } from '../../contracts/errors.ts';

/** The formats that `loadSound` reads, for messages. */
export const FORMATS = 'WAV, FLAC, AIFF, MP3 or Ogg';

/** A file that is not what it should be: 'bad-file', the path first. */
export function badFile(path: string, fault: string, remedy: string, cause?: unknown): NeurorackError {
  return new NeurorackError('bad-file', `${path}: ${fault}`, { remedy, cause });
}

/** A file that ends before its header says: 'bad-file'. */
export function truncated(path: string, promised: string, found: string): NeurorackError {
  return badFile(path, `the file is truncated: ${promised}, but there ${found}`, 'copy or download the file again');
}

/** A sound that is read but cannot be used: 'bad-input'. */
export function badInput(path: string, fault: string, remedy: string): NeurorackError {
  return new NeurorackError('bad-input', `${path}: ${fault}`, { remedy });
}
