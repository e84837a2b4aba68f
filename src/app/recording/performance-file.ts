import { NeurorackError } from '../../contracts/errors.ts';
import { cannotWrite } from '../../contracts/write-fault.ts';
import type { PerformanceText, RecordedMoment } from '../../control/performance/write-performance.ts';
import { PartialFile } from './partial-file.ts';

/** The file of a performance that grows while it is recorded, so that an hour of moving voltages is not in memory. */
export interface PerformanceFile {
  /** Appends moments. Never rejects: a fault is thrown by `finish`. */
  append(moments: readonly RecordedMoment[]): Promise<void>;
  /** Ends the file and gives it its name. @throws NeurorackError 'cannot-write' with the reason */
  finish(frames: number): Promise<void>;
  /** Removes the file. */
  discard(): Promise<void>;
}

/** Opens a file beside `path`, which `finish` moves there. Never rejects, as `append`. */
export async function openPerformanceFile(path: string, text: PerformanceText): Promise<PerformanceFile> {
  let fault: unknown;
  const file = await PartialFile.open(path).catch((error: unknown) => {
    fault = error;
  });
  const write = async (part: string): Promise<void> => {
    if (file === undefined || fault !== undefined || part === '') return;
    try {
      await file.restoreName();
      await file.append(new TextEncoder().encode(part));
    } catch (error) {
      fault = error;
    }
  };
  await write(text.head);
  return {
    append: (moments) => write(text.linesOf(moments)),
    finish: async (frames) => {
      await write(text.endAt(frames));
      if (fault === undefined) return file?.finish();
      await file?.discard();
      throw fault instanceof NeurorackError ? fault : cannotWrite(path, fault);
    },
    discard: async () => file?.discard(),
  };
}
