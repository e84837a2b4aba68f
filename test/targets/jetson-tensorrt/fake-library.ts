import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

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
}

/** How long that may take, ms, on a computer that has other things to do; seconds on one that has not. */
export const COMPILATION_MS = 900_000;

/** Compiled once a process, from the checkout at `root`. */
export function buildFake(version: Generation, root = ROOT): FakeTensorRt {
  const folder = join(tmpdir(), `fake-tensorrt-${process.pid}`, version);
  const made = { library: join(folder, 'libneurorack_trt.so'), ledger: join(folder, 'lib64/libcudart.so') };
  if (existsSync(made.library)) return made;
  const unfinished = `${folder}-${threadId}`;
  compile({ root, folder: unfinished, place: folder, version });
  renameSync(unfinished, folder);
  return made;
}

/** Into `folder`, which will be at `place`. */
function compile(options: { root: string; folder: string; place: string; version: Generation }): void {
  const { root, folder, place, version } = options;
  const sources = join(root, 'test/targets/jetson-tensorrt/fake');
  const [major, minor] = version.split('.');
  const release = [`-DFAKE_MAJOR=${major}`, `-DFAKE_MINOR=${minor}`, `-I${join(sources, 'include')}`];
  const strict = ['-O0', '-Wall', '-Wextra', '-Werror', '-fno-gnu-unique'];
  mkdirSync(join(folder, 'lib64'), { recursive: true });
  const net = compileNet({ sources: join(root, 'test/targets/net'), folder });
  for (const [name, needs] of [
    ['cudart', []],
    ['nvinfer', ['-lcudart']],
    ['nvonnxparser', ['-lcudart']],
  ] as const) {
    // By its path: libraries of one name would be one for the dynamic linker, whatever the release.
    const file = join(folder, 'lib64', `lib${name}.so`);
    const soname = `-Wl,-soname,${join(place, 'lib64', `lib${name}.so`)}`;
    const shared = ['-std=c++17', '-fPIC', '-shared', soname, ...strict, ...release];
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
  const link = `-Wl,-rpath-link,${join(folder, 'lib64')} -Wl,--allow-shlib-undefined`;
  const variables = [
    `OUT=${folder}`,
    `CUDA=${folder}`,
    `CXXFLAGS=${[...strict, ...release].join(' ')}`,
    `LDFLAGS=${link}`,
  ];
  execFileSync('make', ['-s', '-C', join(root, 'targets/jetson-tensorrt/native'), ...variables]);
}

/** What computes a network's ONNX: fast, whatever the rest is. */
function compileNet({ sources, folder }: { sources: string; folder: string }): readonly string[] {
  return ['onnx-net', 'onnx-file'].map((name) => {
    const object = join(folder, `${name}.o`);
    const options = ['-std=gnu11', '-O3', '-march=native', '-fPIC', '-Wall', '-Wextra', '-Werror', '-c'];
    execFileSync('gcc', [...options, '-o', object, join(sources, `${name}.c`)]);
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
