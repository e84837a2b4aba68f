/**
 * A network on a computer's accelerators in one run: the kernel of dense networks, ONNX Runtime native and in WebAssembly:
 *
 *   node --expose-gc --max-semi-space-size=64 ci/bench/run.js accelerators [model folder]
 *
 * All take turns, so that a machine that grows slower does so for all. Prints the time of `open`, the median time of a hop, hot (hop after hop) and cold (other
 * memory, more than the caches hold, was written before it, as other programs do between two blocks), the garbage of a hop (bytes of JavaScript's heap), and times as
 * multiples of the native ones.
 */
import { resolve } from 'node:path';
import { hostTarget } from '@neurorack/target-host';
import type { InferenceSession } from '../../src/contracts/accelerator.ts';
import { FAMILIES } from '../../src/families/families.ts';
import { loadModel } from '../../src/model/load-model.ts';
import { openSession } from '../../src/model/open-session.ts';

const NAMES = ['native', 'auto', 'int16', 'wasm'] as const;
const ROUNDS = 20;
const HOPS = 500;
const COLD_HOPS = 100;
const GARBAGE_HOPS = 20_000;
/** More than the caches of a processor hold. */
const OTHER_BYTES = 64 * 2 ** 20;
const LINE_BYTES = 64;

interface Candidate {
  readonly name: string;
  readonly openMs: number;
  readonly session: InferenceSession;
  readonly hopUs: number[];
  readonly coldUs: number[];
}

const model = await loadModel(resolve(process.argv[2] ?? 'models/impacts'), FAMILIES);
const candidates: Candidate[] = [];
for (const name of NAMES) {
  const from = performance.now();
  const session = await openSession(model, hostTarget.createAccelerator(name));
  candidates.push({ name, openMs: performance.now() - from, session, hopUs: [], coldUs: [] });
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
const other = new Uint8Array(OTHER_BYTES);
for (let round = 0; round < COLD_HOPS; round++) {
  for (const { session, coldUs } of candidates) {
    for (let at = 0; at < OTHER_BYTES; at += LINE_BYTES) other[at]++;
    const from = performance.now();
    await playHop(session, round);
    coldUs.push(1000 * (performance.now() - from));
  }
}
const figures = candidates.map(({ name, openMs, session, hopUs, coldUs }) => ({
  name,
  openMs: Math.round(openMs),
  hopUs: median(hopUs),
  coldUs: median(coldUs),
  garbageBytes: garbageOf(session),
}));
const [native, ...others] = figures;
const ratios = others.map(({ name, hopUs, coldUs }) => ({
  name,
  hot: hopUs / native.hopUs,
  cold: coldUs / native.coldUs,
}));
process.stdout.write(
  `${JSON.stringify({ model: model.manifest.id, figures, ratios, node: process.version }, null, 2)}\n`,
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
