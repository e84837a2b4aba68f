import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OnGateEdge } from '../../src/contracts/gate-input.ts';
import { createDebounce } from '../../src/control/debounce.ts';
import { recordEdges } from './record-edges.ts';

/** Debounces edges at these times: the first rises, the next falls, and so on. */
function edgesOf(timesUs: readonly number[], settledUs = Number.POSITIVE_INFINITY): string[] {
  const { edges, onEdge } = recordEdges();
  const debounce = createDebounce(1);
  for (const [n, timeUs] of timesUs.entries()) debounce.edge(n % 2 === 0, timeUs, onEdge);
  if (Number.isFinite(settledUs)) debounce.settle(settledUs, onEdge);
  return edges;
}

describe('debounce', () => {
  it('passes clean edges on at their own times', () => {
    expect(edgesOf([0, 1000, 2000, 3500])).toEqual([
      'gate 1 rises at 0',
      'gate 1 falls at 1000',
      'gate 1 rises at 2000',
      'gate 1 falls at 3500',
    ]);
  });

  it('emits one rise for contacts that chatter on closing', () => {
    expect(edgesOf([0, 300, 600, 700, 999], 5000)).toEqual(['gate 1 rises at 0']);
    expect(edgesOf([0, 300, 600, 8000])).toEqual(['gate 1 rises at 0', 'gate 1 falls at 8000']);
  });

  it('emits the fall of a pulse under 1 ms, 1 ms after its rise', () => {
    expect(edgesOf([100, 400], 1099)).toEqual(['gate 1 rises at 100']);
    expect(edgesOf([100, 400], 1100)).toEqual(['gate 1 rises at 100', 'gate 1 falls at 1100']);
  });

  it('emits a rise 1 ms after the last one, however short the pulse between them', () => {
    expect(edgesOf([0, 300, 1000])).toEqual(['gate 1 rises at 0', 'gate 1 falls at 1000', 'gate 1 rises at 1000']);
  });

  it('emits one fall for contacts that chatter on opening', () => {
    const hit = ['gate 1 rises at 0', 'gate 1 falls at 250000'];
    expect(edgesOf([0, 250_000, 250_100, 250_200, 250_900, 250_950], 260_000)).toEqual(hit);
    expect(edgesOf([0, 250_000, 250_100, 250_200, 300_000])).toEqual([...hit, 'gate 1 rises at 300000']);
    const slow = Array.from({ length: 9 }, (_, n) => 250_000 + 500 * n);
    expect(edgesOf([0, ...slow], 260_000)).toEqual(hit);
  });

  it('emits rises again 5 ms after a fall that a tone follows', () => {
    const edges = edgesOf([0, 250_000, ...Array.from({ length: 40 }, (_, n) => 250_400 + 400 * n)]);
    expect(edges[2]).toMatch(/^gate 1 rises at 255\d\d\d$/);
    expect(edges.filter((edge) => edge.includes('rises')).length).toBeGreaterThan(6);
  });

  it('emits a rise after a gap under 1 ms once the gate has been high for 1 ms', () => {
    const hit = ['gate 1 rises at 0', 'gate 1 falls at 5000'];
    expect(edgesOf([0, 5000, 5300], 6299)).toEqual(hit);
    expect(edgesOf([0, 5000, 5300], 6300)).toEqual([...hit, 'gate 1 rises at 6300']);
    expect(edgesOf([0, 5000, 5300, 9000])).toEqual([...hit, 'gate 1 rises at 6300', 'gate 1 falls at 9000']);
  });

  it('emits each rise of an 800 Hz trill at its original time, however short the gaps', () => {
    const edges = edgesOf([0, 1200, 1250, 2450, 2500, 3700]);
    expect(edges.filter((edge) => edge.includes('rises'))).toEqual(
      [0, 1250, 2500].map((us) => `gate 1 rises at ${us}`),
    );
  });

  it('ignores an edge to the level that the gate already has', () => {
    const { edges, onEdge } = recordEdges();
    const debounce = createDebounce(0);
    debounce.edge(false, 0, onEdge);
    for (const timeUs of [10, 5000, 9000]) debounce.edge(true, timeUs, onEdge);
    for (const timeUs of [12_000, 15_000]) debounce.edge(false, timeUs, onEdge);
    expect(edges).toEqual(['gate 0 rises at 10', 'gate 0 falls at 12000']);
  });

  it('alternates edges, never rises twice within 1 ms, and ends at the level of the contact, whatever the contact does', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 2500 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(gaps, (steps) => {
        const emitted: { isHigh: boolean; timeUs: number }[] = [];
        const onEdge: OnGateEdge = (_, isHigh, at) => void emitted.push({ isHigh, timeUs: at });
        const debounce = createDebounce(0);
        let timeUs = 0;
        for (const [n, step] of steps.entries()) {
          timeUs += step;
          debounce.edge(n % 2 === 0, timeUs, onEdge);
        }
        debounce.settle(timeUs + 1000, onEdge);
        debounce.settle(timeUs + 6000, onEdge);
        expect(emitted.map(({ isHigh }) => isHigh)).toEqual(emitted.map((_, n) => n % 2 === 0));
        expect(emitted.length % 2).toBe(steps.length % 2);
        const rises = emitted.filter(({ isHigh }) => isHigh);
        for (const [n, rise] of rises.slice(1).entries()) {
          expect(rise.timeUs - rises[n].timeUs).toBeGreaterThanOrEqual(1000);
        }
        expect(emitted.map((edge) => edge.timeUs)).toEqual(emitted.map((edge) => edge.timeUs).sort((a, b) => a - b));
      }),
    );
  });
});
