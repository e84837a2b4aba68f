import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What the fake and the shim are compiled with; without it the tests that need them are skipped. */
export const hasCompiler = ['g++', 'gcc', 'make'].every(answers);

/** A release of each generation of the interface: bindings by number, tensors by name, progress without bindings, types by the ONNX alone. */
export const GENERATIONS = ['8.2', '8.6', '10.3', '11.1'] as const;
export type Generation = (typeof GENERATIONS)[number];

/** The shim, made by its own Makefile against a TensorRT and a CUDA of `fake/*.cpp`. */
export interface FakeTensorRt {
  /** libneurorack_trt.so. */
  readonly library: string;
  /** libcudart.so, which keeps the ledger. */
  readonly ledger: string;
  /** What the shim's Makefile is told of where they are. */
  readonly variables: Readonly<Record<'CUDA' | 'CXXFLAGS' | 'LDFLAGS', string>>;
}

/** How long that may take, ms, on a computer that has other things to do; seconds on one that has not. */
export const COMPILATION_MS = 900_000;

/** Compiled once a process, from the checkout at `root`, for a kind of processor (-march). */
export function buildFake(version: Generation, root = ROOT, processor = 'native'): FakeTensorRt {
  const folder = join(tmpdir(), `fake-tensorrt-${process.pid}`, `${version}-${processor}`);
  const made = {
    library: join(folder, 'libneurorack_trt.so'),
    ledger: join(folder, 'lib64/libcudart.so'),
    variables: variablesOf(version, root, folder),
  };
  if (existsSync(made.library)) return made;
  const unfinished = `${folder}-${threadId}`;
  compile({ root, folder: unfinished, place: folder, version, processor });
  renameSync(unfinished, folder);
  return made;
}

const STRICT = ['-O0', '-Wall', '-Wextra', '-Werror', '-fno-gnu-unique'];
const sourcesIn = (root: string): string => join(root, 'testing/tensorrt/fake');

function release(version: Generation, root: string): readonly string[] {
  const [major, minor] = version.split('.');
  return [`-DFAKE_MAJOR=${major}`, `-DFAKE_MINOR=${minor}`, `-I${join(sourcesIn(root), 'include')}`];
}

const variablesOf = (version: Generation, root: string, folder: string): FakeTensorRt['variables'] => ({
  CUDA: folder,
  CXXFLAGS: [...STRICT, ...release(version, root)].join(' '),
  LDFLAGS: `-Wl,-rpath-link,${join(folder, 'lib64')} -Wl,--allow-shlib-undefined`,
});

/** Into `folder`, which will be at `place`. */
function compile(options: {
  root: string;
  folder: string;
  place: string;
  version: Generation;
  processor: string;
}): void {
  const { root, folder, place, version, processor } = options;
  const sources = sourcesIn(root);
  mkdirSync(join(folder, 'lib64'), { recursive: true });
  const net = compileNet({ sources: join(root, 'testing/net'), folder, processor });
  for (const [name, needs] of [
    ['cudart', []],
    ['nvinfer', ['-lcudart']],
    ['nvonnxparser', ['-lcudart']],
  ] as const) {
    // By its path: libraries of one name would be one for the dynamic linker, whatever the release.
    const file = join(folder, 'lib64', `lib${name}.so`);
    const soname = `-Wl,-soname,${join(place, 'lib64', `lib${name}.so`)}`;
    const shared = ['-std=c++17', '-fPIC', '-shared', soname, ...STRICT, ...release(version, root)];
    const libraries = [`-L${join(folder, 'lib64')}`, ...needs];
    execFileSync('g++', [
      ...shared,
      '-o',
      file,
      join(sources, `${name}.cpp`),
      ...(needs.length > 0 ? net : []),
      ...libraries,
    ]);
  }
  const variables = Object.entries({ OUT: folder, ...variablesOf(version, root, folder) });
  execFileSync('make', [
    '-s',
    ...['-C', join(root, 'targets/jetson-tensorrt/native')],
    ...variables.map(([name, value]) => `${name}=${value}`),
  ]);
}

/** What computes a network's ONNX: fast, whatever the rest is. */
function compileNet(options: { sources: string; folder: string; processor: string }): readonly string[] {
  const { sources, folder, processor } = options;
  return ['onnx-net', 'onnx-file'].map((name) => {
    const object = join(folder, `${name}.o`);
    const words = ['-std=gnu11', '-O3', `-march=${processor}`, '-fPIC', '-Wall', '-Wextra', '-Werror', '-c'];
    execFileSync('gcc', [...words, '-o', object, join(sources, `${name}.c`)]);
    return object;
  });
}

/** Writes a network into a folder of its own. */
export function writeOnnx(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'tensorrt-')), 'probe.onnx');
  writeFileSync(file, text);
  return file;
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'engines-'));

function answers(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
