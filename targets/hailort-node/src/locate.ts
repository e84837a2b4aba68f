import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'libhailort.so';
/** HailoRT's build names file and SONAME by the full version: libhailort.so.4.20.0. */
const VERSIONED = /^libhailort\.so\.([45])\.(\d+)(?:\.(\d+))?$/;

/** Folders of Debian, Raspberry Pi OS and a build from source. */
export const LIBRARY_DIRECTORIES: readonly string[] = [
  '/usr/lib',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/local/lib',
  '/opt/hailo/lib',
];

/**
 * The libraries to try, in order: `libhailort.so` as the dynamic linker finds it, then every `libhailort.so.4.*` and
 * `libhailort.so.5.*` of the directories, newest first: a package without its -dev part leaves no plain `libhailort.so`.
 */
export function libraryCandidates(directories: readonly string[] = LIBRARY_DIRECTORIES): readonly string[] {
  const versioned = directories
    .flatMap((directory) => namesIn(directory).map((name) => ({ file: join(directory, name), age: ageOf(name) })))
    .filter(({ age }) => age >= 0)
    .sort((a, b) => b.age - a.age);
  return [NAME, ...versioned.map(({ file }) => file)];
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // the directory does not exist on this system
  }
}

/** Higher is tried first: the newest of line 4, then of line 5, which drives other chips. Negative is neither. */
function ageOf(name: string): number {
  const [, line, minor, revision = '0'] = VERSIONED.exec(name) ?? [];
  if (line === undefined) return -1;
  return (line === '4' ? 1e6 : 0) + Number(minor) * 1000 + Number(revision);
}
