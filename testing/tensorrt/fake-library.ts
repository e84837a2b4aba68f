import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import { onnxAround } from './fake-control.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Whether the compilers of the fake and the shim are installed; tests that need them are skipped otherwise. */
export const hasCompiler = ['g++', 'gcc', 'make'].every(answers);

/** One release per generation of the interface: bindings by number; tensors by name; progress and no bindings; types by the ONNX file only. */
export const GENERATIONS = ['8.2', '8.6', '10.3', '11.1'] as const;
export type Generation = (typeof GENERATIONS)[number];

/** The shim, built by its own Makefile with the fake TensorRT and CUDA of `fake/*.cpp`. */
export interface FakeTensorRt {
  /** libneurorack_trt.so. */
  readonly library: string;
  /** libcudart.so, which contains the ledger. */
  readonly ledger: string;
  /** Variables of the shim's Makefile for the fake libraries. */
  readonly variables: Readonly<Record<'CUDA' | 'CXXFLAGS' | 'LDFLAGS', string>>;
}

/** Timeout of the compilation, ms, for a busy computer; an idle one takes seconds. */
export const COMPILATION_MS = 900_000;

/** Compiles the fake and the shim once per process, from the checkout at `root`, for a processor type (-march). */
export function buildFake(version: Generation, root = ROOT, processor = 'native'): FakeTensorRt {
  const folder = join(tmpdir(), `fake-tensorrt-${process.pid}`, `${version}-${processor}`);
  const built = {
    library: join(folder, 'libneurorack_trt.so'),
    ledger: join(folder, 'lib64/libcudart.so'),
    variables: variablesOf(version, root, folder),
  };
  if (existsSync(built.library)) return built;
  const unfinished = `${folder}-${threadId}`;
  compile({ root, folder: unfinished, place: folder, version, processor });
  renameSync(unfinished, folder);
  return built;
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

/** Compiles into `folder`, which is moved to `place` afterwards. */
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
    // The SONAME is a path: the dynamic linker would treat libraries of the same name as one, even of different releases.
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

/** Compiles the ONNX interpreter, optimised even if the fake is not. */
function compileNet(options: { sources: string; folder: string; processor: string }): readonly string[] {
  const { sources, folder, processor } = options;
  return ['onnx-net', 'onnx-operators', 'onnx-file'].map((name) => {
    const object = join(folder, `${name}.o`);
    const words = ['-std=gnu11', '-O3', `-march=${processor}`, '-fPIC', '-Wall', '-Wextra', '-Werror', '-c'];
    execFileSync('gcc', [...words, '-o', object, join(sources, `${name}.c`)]);
    return object;
  });
}

/** Writes a network of `fakeOnnx` into a folder of its own. */
export function writeOnnx(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'tensorrt-')), 'probe.onnx');
  writeFileSync(file, onnxAround(text));
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
