import { beforeEach, describe, expect, it } from 'vitest';
import type { EdgeGateInput, GateInput, LevelGateInput, SampledGateInput } from '../../src/contracts/gate-input.ts';

/** A gate input and a function that sets its gates. */
export interface GateBench {
  readonly gates: GateInput;
  set(gate: number, isHigh: boolean): void;
}

/** Conformance tests of `src/contracts/gate-input.ts` for one implementation of either kind. */
export function describeGateInput(options: { name: string; create: () => GateBench }): void {
  describe(`${options.name} as a gate input`, () => {
    let bench: GateBench;
    beforeEach(() => {
      bench = options.create();
    });

    it('reports each change of each gate', () => {
      const { gates, set } = bench;
      const steps = [
        [0, true],
        [gates.gates - 1, true],
        [0, false],
      ] as const;
      if (gates.kind === 'edges') {
        for (const [gate, isHigh] of steps) set(gate, isHigh);
        const edges = edgesOf(gates);
        expect(edges.map(({ gate, isHigh }) => [gate, isHigh])).toEqual(steps);
        expect(edges.map(({ timeUs }) => timeUs)).toEqual(edges.map(({ timeUs }) => timeUs).sort((a, b) => a - b));
        expect(edgesOf(gates)).toEqual([]); // each only once
      } else if (gates.kind === 'samples') {
        for (const [gate, isHigh] of steps) set(gate, isHigh);
        const samples = samplesOf(gates);
        const high = samples.map(({ volts }) => volts.map((level) => level > 2.5).join());
        const changes = high.filter(
          (levels, n) => levels !== (high[n - 1] ?? samples[0].volts.map(() => false).join()),
        );
        const expected = Array.from({ length: gates.gates }, () => false);
        expect(changes).toEqual(steps.map(([gate, isHigh]) => expected.fill(isHigh, gate, gate + 1).join()));
        const times = samples.map(({ timeUs }) => timeUs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(samplesOf(gates)).toEqual([]); // each only once
      } else {
        const high = Array.from({ length: gates.gates }, () => false);
        for (const [gate, isHigh] of steps) {
          set(gate, isHigh);
          high[gate] = isHigh;
          expect(levelsOf(gates)).toEqual(high);
        }
      }
    });

    it('loses none of 100 immediate edges', () => {
      const { gates, set } = bench;
      if (gates.kind === 'levels') return; // a sampled gate misses short pulses
      for (let i = 0; i < 100; i++) set(0, i % 2 === 0);
      if (gates.kind === 'samples') {
        const high = samplesOf(gates).map(({ volts }) => volts[0] > 2.5);
        const changes = high.filter((isHigh, n) => isHigh !== (high[n - 1] ?? false));
        expect(changes).toEqual(Array.from({ length: 100 }, (_, i) => i % 2 === 0));
        return;
      }
      expect(edgesOf(gates).map(({ isHigh }) => isHigh)).toEqual(Array.from({ length: 100 }, (_, i) => i % 2 === 0));
    });

    it('can be closed twice', async () => {
      await bench.gates.close();
      await expect(bench.gates.close()).resolves.toBeUndefined();
    });
  });
}

function edgesOf(gates: EdgeGateInput): { gate: number; isHigh: boolean; timeUs: number }[] {
  const edges: { gate: number; isHigh: boolean; timeUs: number }[] = [];
  gates.poll((gate, isHigh, timeUs) => edges.push({ gate, isHigh, timeUs }));
  return edges;
}

function levelsOf(gates: LevelGateInput): boolean[] {
  const volts = new Float32Array(gates.gates);
  gates.read(volts);
  return [...volts].map((level) => level > 2.5);
}

function samplesOf(gates: SampledGateInput): { volts: number[]; timeUs: number }[] {
  const samples: { volts: number[]; timeUs: number }[] = [];
  gates.poll((volts, timeUs) => samples.push({ volts: [...volts], timeUs }));
  return samples;
}
