import { NeurorackError } from '../../contracts/errors.ts';
import { withoutControls } from '../visible-text.ts';

/** The formats that `loadSound` reads, for messages. */
export const FORMATS = 'WAV, AIFF, AU, CAF, FLAC, MP3, Ogg or M4A';

/** A 'bad-file' error whose message begins with the path. Control characters of a damaged name in the file are not shown. */
export function badFile(path: string, fault: string, remedy: string, cause?: unknown): NeurorackError {
  return new NeurorackError('bad-file', `${path}: ${withoutControls(fault)}`, { remedy, cause });
}

/** A 'bad-file' error for a file that ends earlier than its header states. */
export function truncated(path: string, expected: string, found: string): NeurorackError {
  return badFile(path, `the file is truncated: ${expected}, but there ${found}`, 'copy or download the file again');
}

/** Most channels that are mixed; a larger number is no sound but a broken header. */
const MAX_CHANNELS = 1024;

/** Refuses a number of channels that no sound has, before memory is taken for them. */
export function checkChannels(path: string, channels: number): void {
  if (channels >= 1 && channels <= MAX_CHANNELS) return;
  throw badFile(path, `its header says ${channels} channels`, 'export the sound again');
}

/** A 'bad-input' error for a readable sound that cannot be used. */
export function badInput(path: string, fault: string, remedy: string): NeurorackError {
  return new NeurorackError('bad-input', `${path}: ${fault}`, { remedy });
}
