import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSchmittGate } from '../../src/control/schmitt-gate.ts';
import { recordEdges } from './record-edges.ts';

function edgesOf(...volts: readonly number[]): string[] {
  const { edges, onEdge } = recordEdges();
  const gate = createSchmittGate(0);
  for (const [timeUs, level] of volts.entries()) gate.sample(level, timeUs, onEdge);
  return edges;
}

describe('a Schmitt gate', () => {
  it('rises above 2.0 V and falls below 0.8 V', () => {
    expect(edgesOf(0, 1.99, 2.0, 2.01, 0.81, 0.8, 0.79)).toEqual(['gate 0 rises at 3', 'gate 0 falls at 6']);
  });

  it('is low until it has been above 2.0 V', () => {
    expect(edgesOf(1.5, 0, 1.5)).toEqual([]);
  });

  it('emits no edge for a NaN reading', () => {
    expect(edgesOf(Number.NaN, 5, Number.NaN, 5, 0, Number.NaN, 0)).toEqual(['gate 0 rises at 1', 'gate 0 falls at 4']);
  });

  it('keeps its level while the voltage stays between the thresholds', () => {
    const between = fc.array(fc.double({ min: 0.8, max: 2, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(between, (wandering) => {
        expect(edgesOf(0, ...wandering)).toEqual([]);
        expect(edgesOf(5, ...wandering)).toEqual(['gate 0 rises at 0']);
      }),
    );
  });
});
