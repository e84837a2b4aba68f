import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import koffi from 'koffi';
import type { Accelerator } from '../../src/contracts/accelerator.ts';
import { createSessionTensors } from '../../src/contracts/session-tensors.ts';

const SOURCES = fileURLToPath(new URL('.', import.meta.url));
const ROOM = 256;

/** Compiles the interpreter of this folder as a library, once per process. Returns the file. */
export function buildNet(): string {
  const folder = join(tmpdir(), `onnx-net-${process.pid}`);
  const library = join(folder, 'libonnx-net.so');
  if (existsSync(library)) return library;
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(SOURCES).filter((name) => name.endsWith('.c'));
  const strict = ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-O3', '-march=native', '-shared', '-fPIC'];
  const unfinished = `${library}-${threadId}`;
  execFileSync('gcc', [...strict, '-o', unfinished, ...files.map((name) => join(SOURCES, name)), '-lm']);
  renameSync(unfinished, library);
  return library;
}

/** A network in the interpreter. */
export interface Net {
  /** Runs the network on all inputs, one after the other in `inputs`; outputs likewise. @throws Error when sizes do not match */
  run(inputs: Float32Array, outputs: Float32Array): void;
  close(): void;
}

/** Loads a network from an ONNX file. @throws Error with the interpreter's message */
export function loadNet(bytes: Uint8Array, { usesHalves = false } = {}): Net {
  const library = koffi.load(buildNet());
  const load = library.func('void *net_load(const uint8_t *bytes, size_t size, uint8_t *why, size_t room)');
  const run = library.func(
    'int net_run_flat(void *net, const float *in, size_t ins, _Out_ float *out, size_t outs, uint8_t *why, size_t room)',
  );
  const useHalves = library.func('void net_use_halves(void *net)');
  const free = library.func('void net_free(void *net)');
  const why = new Uint8Array(ROOM);
  const message = (): string => Buffer.from(why).toString('utf8').split('\0')[0];
  const net: unknown = load(bytes, bytes.length, why, ROOM);
  if (net === null) throw new Error(message());
  if (usesHalves) useHalves(net);
  return {
    run: (inputs, outputs) => {
      if (run(net, inputs, inputs.length, outputs, outputs.length, why, ROOM) !== 0) throw new Error(message());
    },
    close: () => free(net),
  };
}

/** The interpreter as an accelerator for ONNX Runtime's artifacts. */
export function createReferenceAccelerator(): Accelerator {
  return {
    name: 'onnxruntime',
    open: async (artifact) => {
      const net = loadNet(await readFile(artifact.path));
      const { carryState, ...tensors } = createSessionTensors(artifact);
      const all = (side: ReadonlyMap<string, Float32Array>): Float32Array =>
        new Float32Array([...side.values()].reduce((sum, { length }) => sum + length, 0));
      const [into, outOf] = [all(tensors.inputs), all(tensors.outputs)];
      return {
        ...tensors,
        run: () => {
          let at = 0;
          for (const values of tensors.inputs.values()) {
            into.set(values, at);
            at += values.length;
          }
          net.run(into, outOf);
          at = 0;
          for (const values of tensors.outputs.values()) {
            values.set(outOf.subarray(at, at + values.length));
            at += values.length;
          }
          carryState();
        },
        warmUp: async () => tensors.clear(),
        close: async () => net.close(),
      };
    },
  };
}
