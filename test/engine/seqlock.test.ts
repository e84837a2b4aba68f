import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createSeqlockMemory, openSeqlock } from '../../src/engine/seqlock.ts';

/** Writes 200 000 records as fast as it can; all doubles of a record are the same number. */
const WRITER = `
  const { workerData } = require('node:worker_threads');
  const sequence = new Int32Array(workerData, 0, 1);
  const values = new Float64Array(workerData, 8);
  for (let n = 1; n <= 200000; n++) {
    Atomics.add(sequence, 0, 1);
    values.fill(n);
    Atomics.add(sequence, 0, 1);
  }
`;

describe('a seqlock', () => {
  it('has nothing to read before the first record', () => {
    expect(openSeqlock(createSeqlockMemory(3)).read(new Float64Array(3))).toBe(false);
  });

  it('returns the latest record', () => {
    const lock = openSeqlock(createSeqlockMemory(2));
    const into = new Float64Array(2);
    lock.write(Float64Array.of(1, 2));
    lock.write(Float64Array.of(3, 4));
    expect(lock.read(into)).toBe(true);
    expect([...into]).toEqual([3, 4]);
    expect(lock.version).toBe(2);
  });

  it('returns false when its writer died half-way', () => {
    const memory = createSeqlockMemory(1);
    const lock = openSeqlock(memory);
    lock.write(Float64Array.of(1));
    Atomics.add(new Int32Array(memory.buffer, 0, 1), 0, 1);
    expect(lock.read(new Float64Array(1))).toBe(false);
  });

  it('never mixes two records while another thread writes', async () => {
    const memory = createSeqlockMemory(20);
    const lock = openSeqlock(memory);
    const into = new Float64Array(20);
    const writer = new Worker(WRITER, { eval: true, workerData: memory.buffer });
    const done = new Promise((resolve) => writer.once('exit', resolve));
    let mixed = 0;
    let newest = 0;
    let wentBack = 0;
    while (newest < 200_000) {
      if (!lock.read(into)) {
        await new Promise(setImmediate);
        continue;
      }
      if (into.some((value) => value !== into[0])) mixed++;
      if (into[0] < newest) wentBack++;
      newest = into[0];
    }
    await done;
    expect({ mixed, wentBack }).toEqual({ mixed: 0, wentBack: 0 });
  });
});
