import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../files/file-fault.ts';
import type { PanelTakes } from '../../panel/take-routes.ts';

/** Files that the recorder writes; partial ones begin with a dot. No other file of the folder is listed or read. */
const TAKE = /^take-[\d-]+\.(wav|perf)$/;
const MAX_LISTED = 40;
/** Bytes that are read at a time. */
const CHUNK = 2 ** 16;

/** Folder of the takes beside the state files. */
export const takesFolderIn = (stateHome: string): string => join(stateHome, 'recordings');

/** The takes of a folder, which need not exist. */
export function createTakesFolder(folder: string): PanelTakes {
  return {
    list: async () => {
      const names = await readdir(folder).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      // Names begin with the time of the take.
      const newest = names
        .filter((name) => TAKE.test(name))
        .sort()
        .reverse()
        .slice(0, MAX_LISTED);
      const sizes = await Promise.all(newest.map((name) => stat(join(folder, name)).catch(() => undefined)));
      return newest.flatMap((file, n) => {
        const found = sizes[n];
        return found?.isFile() === true ? [{ file, bytes: found.size }] : [];
      });
    },
    open: async (name) => {
      if (!TAKE.test(name)) return undefined;
      const path = join(folder, name);
      const file = await open(path).catch(() => undefined);
      if (file === undefined) return undefined;
      const { size } = await file.stat();
      return { bytes: size, content: streamOf(file, size) };
    },
  };
}

/** The first `size` bytes of a file, which is closed at the end: a take that is replaced meanwhile stays as it was opened. */
function streamOf(file: Pick<FileHandle, 'read' | 'close'>, size: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull: async (controller) => {
      const bytes = new Uint8Array(Math.min(CHUNK, size - at));
      const { bytesRead } = bytes.length === 0 ? { bytesRead: 0 } : await file.read(bytes, 0, bytes.length, at);
      at += bytesRead;
      if (bytesRead > 0) controller.enqueue(bytes.subarray(0, bytesRead));
      else {
        await file.close();
        controller.close();
      }
    },
    cancel: () => file.close(),
  });
}
