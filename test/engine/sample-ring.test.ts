import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSampleRingMemory, openSampleRing } from '../../src/engine/sample-ring.ts';

describe('a sample ring', () => {
  it('returns every sample once and in order, however many are written and read at a time', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 0, max: 64 }))), (turns) => {
        const ring = openSampleRing(createSampleRingMemory(100));
        const from = new Float32Array(64);
        const into = new Float32Array(64);
        let written = 0;
        let read = 0;
        for (const [more, wanted] of turns) {
          const count = Math.min(more, 128 - ring.fill);
          for (let i = 0; i < count; i++) from[i] = written + i;
          ring.write(from, count);
          written += count;
          const available = ring.read(into, wanted);
          expect(available).toBe(Math.min(wanted, written - read));
          for (let i = 0; i < available; i++) expect(into[i]).toBe(read + i);
          read += available;
          expect(ring.fill).toBe(written - read);
        }
      }),
    );
  });

  it('skips samples', () => {
    const ring = openSampleRing(createSampleRingMemory(8));
    const into = new Float32Array(2);
    ring.write(Float32Array.of(1, 2, 3, 4), 4);
    expect(ring.skip(2)).toBe(2);
    ring.read(into, 2);
    expect([...into]).toEqual([3, 4]);
    expect(ring.skip(5)).toBe(0);
  });

  it('returns false when the reader makes no room in time', () => {
    const ring = openSampleRing(createSampleRingMemory(8));
    ring.write(new Float32Array(8), 8);
    expect(ring.waitForRoom(4, 1)).toBe(false);
    ring.skip(4);
    expect(ring.waitForRoom(4, 1)).toBe(true);
  });

  it('wakes the writer when another thread reads', async () => {
    const memory = createSampleRingMemory(8);
    const ring = openSampleRing(memory);
    ring.write(new Float32Array(8), 8);
    const reader = new Worker(
      `const positions = new Int32Array(require('node:worker_threads').workerData, 0, 2);
       Atomics.store(positions, 1, 6); Atomics.notify(positions, 1);`,
      { eval: true, workerData: memory.buffer },
    );
    expect(ring.waitForRoom(2, 60_000)).toBe(true);
    expect(ring.fill).toBe(2);
    await reader.terminate();
  });
});
