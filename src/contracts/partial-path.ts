import { basename, dirname, join } from 'node:path';

/** The temporary file beside `path` that this process writes first; all threads of a process use the same name. */
export function partialPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.part`);
}
