import { describe, expect, it } from 'vitest';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { performedChoices } from '../../src/ui/performed-choices.ts';

const NAMES = { setA: 'Boom', setB: 'Cowbell', model: 'impacts' };
const AVAILABLE = { sets: ['Boom', 'Cowbell', 'Rim'], models: ['impacts', 'strings'] };

describe('the knob of a performance file', () => {
  it('changes names at the times of its turns, in the field that its pushes have selected', () => {
    const { knob } = parsePerformance('1 knob +2\n2 push\n3 knob -1\n4 long-push\n5 knob +1\n6 end', 'knob.perf');
    const choices = performedChoices(knob, NAMES, AVAILABLE).map(({ seconds, choice: { names } }) => [seconds, names]);
    expect(choices).toEqual([
      [1, { ...NAMES, setA: 'Rim' }],
      [3, { ...NAMES, setA: 'Rim', setB: 'Boom' }],
      [5, { ...NAMES, setA: 'Boom', setB: 'Boom' }],
    ]);
  });

  it('changes no name by pushes alone', () => {
    const { knob } = parsePerformance('1 push\n2 long-push\n3 end', 'knob.perf');
    expect(performedChoices(knob, NAMES, AVAILABLE)).toEqual([]);
  });
});
