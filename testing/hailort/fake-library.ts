import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import koffi from 'koffi';
import { HAILO_STATUS, type HailoStatusName } from '../../targets/hailort-node/src/index.ts';
import { controlLedger, type FakeLedger } from '../fake-ledger.ts';

const SOURCES = fileURLToPath(new URL('./fake/', import.meta.url));

/** Whether the compiler of the fake is installed; tests that need the fake are skipped otherwise. */
export const hasCompiler = answers('cc', '--version');

/** Compiles `fake/*.c` as a libhailort of one release, for a processor type (-march), once per process. Returns the file. */
export function buildFake({
  major = 4,
  minor = 24,
  sources = SOURCES,
  processor = 'native',
  hasGrownStruct = false,
} = {}): string {
  const name = `${major}.${minor}-${processor}${hasGrownStruct ? '-grown' : ''}`;
  const folder = join(tmpdir(), `fake-hailort-${process.pid}`, name);
  const library = join(folder, 'libhailort.so');
  if (existsSync(library)) return library;
  mkdirSync(folder, { recursive: true });
  // Both vendors' fakes share the interpreter for ONNX networks.
  const files = [sources, join(sources, '../../net')].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.c'))
      .map((name) => join(folder, name)),
  );
  const options = [
    '-std=gnu11',
    '-shared',
    '-fPIC',
    '-O3',
    `-march=${processor}`,
    `-DFAKE_MAJOR=${major}`,
    `-DFAKE_MINOR=${minor}`,
    `-DFAKE_GROWN=${hasGrownStruct ? 1 : 0}`,
  ];
  const unfinished = `${library}-${threadId}`;
  execFileSync('cc', [...options, '-o', unfinished, ...files, '-lm', '-lpthread']);
  renameSync(unfinished, library);
  return library;
}

/** Control of the fake by tests, shared by everything in a process that loads the same file. */
export interface Fake extends FakeLedger {
  /** Makes a later call fail once, by default the next. */
  fail(call: string, status: HailoStatusName | number, skip?: number): void;
  /** Sets the existing chips. */
  chips(kind: 'hailo8' | 'hailo8l', count: number): void;
}

export function controlFake(file: string): Fake {
  const library = koffi.load(file);
  const fail = library.func('void fake_fail(const char *call, int status, int skip)');
  const chips = library.func('void fake_chips(int architecture, int count)');
  return {
    ...controlLedger(library),
    fail: (call, status, skip = 0) =>
      fail(call, typeof status === 'number' ? status : HAILO_STATUS.indexOf(status), skip),
    chips: (kind, count) => chips(kind === 'hailo8' ? 1 : 2, count),
  };
}

function answers(command: string, option: string): boolean {
  try {
    execFileSync(command, [option], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
