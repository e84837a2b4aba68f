import { NeurorackError } from '../../contracts/errors.ts';

/** The formats that `loadSound` reads, for messages. */
export const FORMATS = 'WAV, FLAC, AIFF, MP3, Ogg or M4A';

/** A 'bad-file' error whose message begins with the path. */
export function badFile(path: string, fault: string, remedy: string, cause?: unknown): NeurorackError {
  return new NeurorackError('bad-file', `${path}: ${fault}`, { remedy, cause });
}

/** A 'bad-file' error for a file that ends earlier than its header states. */
export function truncated(path: string, expected: string, found: string): NeurorackError {
  return badFile(path, `the file is truncated: ${expected}, but there ${found}`, 'copy or download the file again');
}

/** A 'bad-input' error for a readable sound that cannot be used. */
export function badInput(path: string, fault: string, remedy: string): NeurorackError {
  return new NeurorackError('bad-input', `${path}: ${fault}`, { remedy });
}
