import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GATES, JACKS } from '../../../src/control/jacks.ts';
import { parsePerformance } from '../../../src/control/performance/parse-performance.ts';

const FOLDER = 'docs/performances';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.perf'));
const read = (name: string) => parsePerformance(readFileSync(`${FOLDER}/${name}`, 'utf8'), name);

describe('the performances of the guide', () => {
  it.each(files)('%s can be played, and leaves every gate low at its end', (name) => {
    const { edges, cv, knob, endSeconds } = read(name);
    expect(edges.length).toBeGreaterThan(0);
    for (const { seconds } of [...edges, ...cv.flat(), ...knob]) expect(seconds).toBeLessThanOrEqual(endSeconds);
    for (const gate of GATES.keys()) expect(edges.findLast((edge) => edge.gate === gate)?.isHigh ?? false).toBe(false);
  });

  it.each(files)('no trigger of %s is lost in a gate that is high already', (name) => {
    const isHigh = GATES.map(() => false);
    for (const edge of read(name).edges) {
      expect({ ...edge, was: isHigh[edge.gate] }).toEqual({ ...edge, was: !edge.isHigh });
      isHigh[edge.gate] = edge.isHigh;
    }
  });

  it.each(['first-steps.perf', 'each-jack.perf', 'soak.perf'])('%s uses every jack', (name) => {
    const { edges, cv } = read(name);
    for (const jack of JACKS.keys()) expect(cv[jack].length).toBeGreaterThan(0);
    expect(new Set(edges.map(({ gate }) => gate)).size).toBe(GATES.length);
  });
});
