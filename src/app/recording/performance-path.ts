import { basename, dirname, extname, join } from 'node:path';

/** The performance beside a take: `take.perf` beside `take.wav`. */
export function performancePath(path: string): string {
  return join(dirname(path), `${basename(path, extname(path))}.perf`);
}
