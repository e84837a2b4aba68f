import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { isMissing } from '../../files/file-fault.ts';
import type { PanelTakes } from '../../panel/take-routes.ts';

/** Files that the recorder writes; partial ones begin with a dot. No other file of the folder is listed or read. */
const TAKE = /^take-[\d-]+\.(wav|perf)$/;
const MAX_LISTED = 40;

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
      await file.close();
      return { bytes: size, content: Readable.toWeb(createReadStream(path, { end: Math.max(0, size - 1) })) };
    },
  };
}
