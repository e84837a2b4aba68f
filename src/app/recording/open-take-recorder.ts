import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cannotWrite } from '../../contracts/write-fault.ts';
import type { Instrument } from '../../instrument/instrument.ts';
import type { TakeRecorder } from '../../instrument/take-recorder.ts';
import { sentenceOf } from '../sentence-of.ts';
import { type OpenRecorderOptions, openRecorder } from './open-recorder.ts';

export interface TakeRecorderOptions extends OpenRecorderOptions {
  /** Folder of the takes; it is made when a take begins. */
  readonly folder: string;
}

/** Records takes of an instrument in a folder, each named after the time of its beginning. */
export function openTakeRecorder(
  instrument: Pick<Instrument, 'engine' | 'patch'>,
  { folder, ...options }: TakeRecorderOptions,
): TakeRecorder {
  const recorder = openRecorder(instrument, options);
  /** A take that is being recorded is not yet in the folder by its name. */
  const named = new Set<string>();
  const freePath = async (now: Date): Promise<string> => {
    const name = takeName(now);
    for (let n = 1; ; n++) {
      const path = join(folder, `${name}${n === 1 ? '' : `-${n}`}.wav`);
      if (named.has(path)) continue;
      named.add(path);
      if ((await stat(path).catch(() => undefined)) === undefined) return path;
    }
  };
  const inFolder = (work: (path: string) => Promise<void>): void => {
    void makeFolder(folder)
      .then(() => freePath(new Date()))
      .then(work)
      .catch((error: unknown) => options.onMessage(`nothing is recorded: ${sentenceOf(error)}`));
  };
  return {
    get seconds() {
      return recorder.seconds;
    },
    start: () => inFolder((path) => recorder.start(path)),
    stop: () => void recorder.stop(),
    keep: () => inFolder((path) => recorder.keep(path)),
    recordWhole: (path) => recorder.recordWhole(path),
    close: () => recorder.close(),
  };
}

/** @throws NeurorackError 'cannot-write' */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw cannotWrite(folder, error);
  });
}

/** The time of a take as the beginning of its name, such as `take-2026-11-30-142913`. */
function takeName(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `take-${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
