import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import koffi from 'koffi';
import { HAILO_STATUS, type HailoStatusName } from '../../targets/hailort-node/src/index.ts';
import { controlLedger, type FakeLedger } from '../fake-ledger.ts';
import { ARCHITECTURE } from './fake-hef.ts';

const SOURCES = fileURLToPath(new URL('./fake/', import.meta.url));

/** Timeout of a compilation, ms, for a busy computer; an idle one takes seconds. */
export const COMPILATION_MS = 900_000;

/** Whether the compiler of the fake is installed; tests that need the fake are skipped otherwise. */
export const hasCompiler = answers('cc', '--version');
/** Whether those of HailoRT 5 are installed too. */
export const hasCppCompiler = hasCompiler && answers('g++', '--version') && answers('make', '--version');

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

const INFER = fileURLToPath(new URL('./fake-infer/', import.meta.url));
const NATIVE = fileURLToPath(new URL('../../targets/hailort-node/native/', import.meta.url));

/** A libhailort and, for HailoRT 5, the native part that is built with it. */
export interface FakeHailort {
  readonly library: string;
  readonly nativePart: string | undefined;
}

/** HailoRT 4.24, and HailoRT 5.2 with the native part, built by its own Makefile; once per process. */
export function buildHailort(line: 4 | 5): FakeHailort {
  if (line === 4) return { library: buildFake(), nativePart: undefined };
  const folder = join(tmpdir(), `fake-hailort-${process.pid}`, 'infer');
  const built = { library: join(folder, 'lib/libhailort.so'), nativePart: join(folder, 'libhailort_infer.so') };
  if (existsSync(built.nativePart)) return built;
  const unfinished = `${folder}-${threadId}`;
  mkdirSync(join(unfinished, 'lib'), { recursive: true });
  const release = ['-DFAKE_MAJOR=5', '-DFAKE_MINOR=2'];
  const objects = [SOURCES, join(SOURCES, '../../net')].flatMap((from) =>
    readdirSync(from)
      .filter((name) => name.endsWith('.c'))
      .map((name) => {
        const object = join(unfinished, `${name}.o`);
        execFileSync('cc', ['-std=gnu11', '-fPIC', '-O1', ...release, '-c', '-o', object, join(from, name)]);
        return object;
      }),
  );
  // The SONAME is a path: the dynamic linker would treat libraries of the same name as one, even of different releases.
  const soname = `-Wl,-soname,${built.library}`;
  const file = join(unfinished, 'lib/libhailort.so');
  const include = `-I${INFER}include`;
  const flags = ['-std=c++17', '-shared', '-fPIC', '-O0', '-fno-gnu-unique', '-Wall', '-Wextra', '-Werror', include];
  execFileSync('g++', [...flags, soname, '-o', file, `${INFER}infer.cpp`, ...objects, '-lm', '-lpthread']);
  const variables = {
    OUT: unfinished,
    CXXFLAGS: `-O0 -Werror -fno-gnu-unique ${include}`,
    LDFLAGS: `-L${unfinished}/lib`,
  };
  const make = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  execFileSync('make', ['-s', '-C', NATIVE, ...make], { stdio: ['ignore', 'ignore', 'inherit'] });
  renameSync(unfinished, folder);
  return built;
}

/** Control of the fake by tests, shared by everything in a process that loads the same file. */
export interface Fake extends FakeLedger {
  /** Makes a later call fail once, by default the next. */
  fail(call: string, status: HailoStatusName | number, skip?: number): void;
  /** Sets the existing chips. */
  chips(kind: keyof typeof ARCHITECTURE, count: number): void;
}

export function controlFake(file: string): Fake {
  const library = koffi.load(file);
  const fail = library.func('void fake_fail(const char *call, int status, int skip)');
  const chips = library.func('void fake_chips(int architecture, int count)');
  return {
    ...controlLedger(library),
    fail: (call, status, skip = 0) =>
      fail(call, typeof status === 'number' ? status : HAILO_STATUS.indexOf(status), skip),
    chips: (kind, count) => chips(ARCHITECTURE[kind], count),
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
