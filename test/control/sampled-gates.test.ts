import { describe, expect, it } from 'vitest';
import { createFakeEdgeGates, createFakeLevelGates } from '../../src/contracts/fakes/fake-inputs.ts';
import { createManualClock } from '../../src/contracts/fakes/manual-clock.ts';
import { asEdgeGates } from '../../src/control/sampled-gates.ts';
import { recordEdges } from './record-edges.ts';

const MS = 1000;

/** Polls sampled gates once a millisecond with these volts. */
function edgesOf(levels: readonly (readonly number[])[]): string[] {
  const clock = createManualClock();
  const sampled = createFakeLevelGates({ clock });
  const gates = asEdgeGates(sampled);
  const { edges, onEdge } = recordEdges();
  for (const volts of levels) {
    sampled.volts.set(volts);
    gates.poll(onEdge);
    clock.advanceUs(MS);
  }
  return edges;
}

describe('sampled gates as edges', () => {
  it('give each gate the edges of its own voltage', () => {
    const levels = [
      [0, 0],
      [5, 0],
      [1, 5],
      [0, 1.5],
      [5, 0],
    ];
    expect(edgesOf(levels)).toEqual([
      'gate 0 rises at 1000',
      'gate 1 rises at 2000',
      'gate 0 falls at 3000',
      'gate 0 rises at 4000',
      'gate 1 falls at 4000',
    ]);
  });

  it('ignore a voltage between the thresholds', () => {
    expect(
      edgesOf([
        [5, 0],
        [1.5, 1.5],
        [0.5, 0],
      ]),
    ).toEqual(['gate 0 rises at 0', 'gate 0 falls at 2000']);
  });

  it('are the same object where the gates report edges already', () => {
    const gates = createFakeEdgeGates({ clock: createManualClock() });
    expect(asEdgeGates(gates)).toBe(gates);
  });

  it('close the gates they read', async () => {
    let closed = 0;
    const gates = createFakeLevelGates({ clock: createManualClock() });
    await asEdgeGates({ ...gates, close: async () => void closed++ }).close();
    expect(closed).toBe(1);
  });
});
