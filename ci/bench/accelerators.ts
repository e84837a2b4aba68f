/**
 * A network on a computer's accelerators, native and in WebAssembly, in one run:
 *
 *   node --expose-gc --max-semi-space-size=64 ci/bench/run.js accelerators [model folder]
 *
 * Both take turns, so that a machine that grows slower does so for both. Prints the time of `open`, the median time of a hop, the garbage of a
 * hop (bytes of JavaScript's heap), and WebAssembly's time as a multiple of the native one.
 */
import { resolve } from 'node:path';
import { hostTarget } from '@neurorack/target-host';
import type { InferenceSession } from '../../src/contracts/accelerator.ts';
import { FAMILIES } from '../../src/families/families.ts';
import { loadModel } from '../../src/model/load-model.ts';
import { openSession } from '../../src/model/open-session.ts';

const NAMES = ['native', 'wasm'] as const;
const ROUNDS = 20;
const HOPS = 500;
const GARBAGE_HOPS = 20_000;

interface Candidate {
  readonly name: string;
  readonly openMs: number;
  readonly session: InferenceSession;
  readonly hopUs: number[];
}

const model = await loadModel(resolve(process.argv[2] ?? 'models/impacts'), FAMILIES);
const candidates: Candidate[] = [];
for (const name of NAMES) {
  const from = performance.now();
  const session = await openSession(model, hostTarget.createAccelerator(name));
  candidates.push({ name, openMs: performance.now() - from, session, hopUs: [] });
}
for (const { session } of candidates) for (let k = 0; k < 4 * HOPS; k++) await playHop(session, k);
for (let round = 0; round < ROUNDS; round++) {
  for (const { session, hopUs } of candidates) {
    for (let k = 0; k < HOPS; k++) {
      const from = performance.now();
      await playHop(session, k);
      hopUs.push(1000 * (performance.now() - from));
    }
  }
}
const figures = candidates.map(({ name, openMs, session, hopUs }) => ({
  name,
  openMs: Math.round(openMs),
  hopUs: median(hopUs),
  garbageBytes: garbageOf(session),
}));
const [native, wasm] = figures;
process.stdout.write(
  `${JSON.stringify({ model: model.manifest.id, figures, ratio: wasm.hopUs / native.hopUs, node: process.version }, null, 2)}\n`,
);
for (const { session } of candidates) await session.close();

/** Inputs of one hop, different from hop to hop. */
function playHop({ inputs, run }: InferenceSession, k: number): void | Promise<void> {
  for (const values of inputs.values()) values[k % values.length] = Math.sin(k);
  return run();
}

function garbageOf({ run }: InferenceSession): number {
  globalThis.gc?.();
  const from = process.memoryUsage().heapUsed;
  for (let k = 0; k < GARBAGE_HOPS; k++) void run();
  return (process.memoryUsage().heapUsed - from) / GARBAGE_HOPS;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
