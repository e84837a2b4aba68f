import { describe, expect, it } from 'vitest';
import { createEdgeRingMemory, openEdgeRing } from '../../src/engine/edge-ring.ts';

describe('an edge ring', () => {
  it('returns edges in order, across the wrap', () => {
    const ring = openEdgeRing(createEdgeRingMemory(4));
    const seen: number[] = [];
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 3; i++) expect(ring.push(i % 2, i === 1, 100 * round + i)).toBe(true);
      while (ring.peekTimeUs() !== Number.POSITIVE_INFINITY) {
        const n = seen.length % 3;
        expect(ring.peekGate()).toBe(n % 2);
        expect(ring.peekIsHigh()).toBe(n === 1);
        seen.push(ring.peekTimeUs());
        ring.shift();
      }
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, i) => 100 * Math.floor(i / 3) + (i % 3)));
    expect(ring.lost).toBe(0);
  });

  it('refuses and counts edges beyond its capacity, and keeps the others', () => {
    const ring = openEdgeRing(createEdgeRingMemory(2));
    expect([1, 2, 3].map((time) => ring.push(0, true, time))).toEqual([true, true, false]);
    expect(ring.lost).toBe(1);
    expect(ring.peekTimeUs()).toBe(1);
  });

  it('is the same ring in every view of one memory', () => {
    const memory = createEdgeRingMemory();
    openEdgeRing(memory).push(1, true, 42);
    expect(openEdgeRing(memory).peekTimeUs()).toBe(42);
  });
});
