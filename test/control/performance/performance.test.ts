import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../src/contracts/fakes/manual-clock.ts';
import { DESTINATIONS, destinationIndex } from '../../../src/control/destination.ts';
import { parsePerformance } from '../../../src/control/performance/parse-performance.ts';
import { createPerformedInputs } from '../../../src/control/performance/performed-inputs.ts';
import { expectNamedError } from '../../../testing/named-error.ts';

const START_US = 5_000_000;

function perform(text: string) {
  const clock = createManualClock(START_US);
  const inputs = createPerformedInputs(parsePerformance(text, 'test.perf'), { clock, startUs: START_US });
  const volts = new Float32Array(4);
  return {
    at: (seconds: number): number[] => {
      clock.setUs(START_US + seconds * 1e6);
      inputs.cv.read(volts);
      return [...volts];
    },
    edges: (seconds: number): [number, boolean, number][] => {
      const found: [number, boolean, number][] = [];
      clock.setUs(START_US + seconds * 1e6);
      inputs.gates.poll((gate, isHigh, timeUs) => found.push([gate, isHigh, (timeUs - START_US) / 1e6]));
      return found;
    },
    knob: (seconds: number): string[] => {
      const found: string[] = [];
      clock.setUs(START_US + seconds * 1e6);
      inputs.knob.poll((event) => found.push(event.kind === 'turn' ? `turn ${event.steps}` : event.kind));
      return found;
    },
  };
}

describe('a performance', () => {
  it('steps, ramps from the present voltage, and follows a sine', () => {
    const { at } = perform(`
      # all jacks start at 0 V
      0.5 cv1 2
      1   cv1 -> 5 in 2   # from 2 V
      2   cv2 sine 0.5Hz 1..3 for 4
    `);
    expect(at(0)).toEqual([0, 0, 0, 0]);
    expect(at(0.5)[0]).toBe(2);
    expect(at(2)[0]).toBeCloseTo(3.5, 5);
    expect(at(2.5)[1]).toBeCloseTo(3, 5);
    expect(at(3.5)).toEqual([5, 1, 0, 0]);
    expect(at(7)[1]).toBe(2);
  });

  it('emits each edge once, in order, at its exact time', () => {
    const { edges } = perform('1 gate1 tap 20\n+0.5 gate2 on\n0.25 gate2 off\n2 gate2 off');
    expect(edges(0.9)).toEqual([[1, false, 0.25]]);
    expect(edges(1.5)).toEqual([
      [0, true, 1],
      [0, false, 1.02],
      [1, true, 1.5],
    ]);
    expect(edges(1.6)).toEqual([]);
    expect(edges(3)).toEqual([[1, false, 2]]);
  });

  it('continues a sine without a duration until the next line of the jack', () => {
    const { at } = perform('0 cv1 sine 1Hz -2..2\n5 cv1 1');
    expect(at(4.25)[0]).toBeCloseTo(2, 5);
    expect(at(4.75)[0]).toBeCloseTo(-2, 5);
    expect(at(6)[0]).toBe(1);
    expect(parsePerformance('3 cv1 sine 1Hz 0..5', 'x').endSeconds).toBe(3);
  });

  it('ramps from the voltage at which a sine or another ramp is interrupted', () => {
    const { at } = perform('0 cv1 sine 0.25Hz 0..4\n1 cv1 -> 0 in 2\n2 cv1 -> 3 in 1');
    expect(at(1)[0]).toBeCloseTo(4, 5);
    expect(at(2)[0]).toBeCloseTo(2, 5);
    expect(at(2.5)[0]).toBeCloseTo(2.5, 5);
    expect(at(3)[0]).toBe(3);
  });

  it('turns and pushes the knob', () => {
    const { knob } = perform('0 knob -2\n1 push\n2 long-push\n4 knob down\n4.3 knob up');
    expect(knob(0)).toEqual(['turn -2']);
    expect(knob(1.2)).toEqual(['down', 'up']);
    expect(knob(2.5)).toEqual(['down']);
    expect(knob(3)).toEqual(['up']);
    expect(knob(5)).toEqual(['down', 'up']);
  });

  it('plays notes and sets values over those of the jacks', () => {
    const clock = createManualClock(START_US);
    const text = '0 format 2\n0.5 note 3 on 0.25 -6 0.1\n0.5 set pitch 1 level -6\n0.7 note 3 off\n0.8 set pitch 0';
    const { notes, values } = createPerformedInputs(parsePerformance(text, 'x'), { clock, startUs: START_US });
    const found: [key: number, isOn: boolean, pitch: number, seconds: number][] = [];
    const at = (seconds: number): number[] => {
      clock.setUs(START_US + seconds * 1e6);
      notes.poll(({ key, isOn, pitch }, timeUs) => found.push([key, isOn, pitch, (timeUs - START_US) / 1e6]));
      const into = new Float64Array(DESTINATIONS.length).fill(0.5);
      values?.read(into);
      return [into[destinationIndex('pitch')], into[destinationIndex('level')], into[destinationIndex('scrub')]];
    };
    expect(at(0.4)).toEqual([0.5, 0.5, 0.5]);
    expect(at(0.6)).toEqual([1, -6, 0.5]);
    expect(at(0.9)).toEqual([0, -6, 0.5]);
    expect(found).toEqual([
      [3, true, 0.25, 0.5],
      [3, false, 0, 0.7],
    ]);
  });

  it('ends at its end line, else with its last event', () => {
    expect(parsePerformance('1 gate1 tap 500\n0 end', 'x').endSeconds).toBe(0);
    expect(parsePerformance('1 gate1 tap 500', 'x').endSeconds).toBe(1.5);
    expect(parsePerformance('1 cv1 -> 5 in 3', 'x').endSeconds).toBe(4);
    expect(parsePerformance('', 'x').endSeconds).toBe(0);
  });

  it('adds up small relative times without drift', () => {
    const text = ['0 gate1 on', ...Array.from({ length: 1000 }, (_, i) => `+0.1 gate1 ${i % 2 ? 'on' : 'off'}`)].join(
      '\n',
    );
    const { edges } = parsePerformance(text, 'x');
    expect(edges.map(({ seconds }) => seconds)).toEqual(Array.from({ length: 1001 }, (_, i) => i / 10));
  });

  it('times edges in whole microseconds after the start, however large the clock time', () => {
    const startUs = 86_400e6 * 365;
    const clock = createManualClock(startUs + 86_400e6);
    const { gates } = createPerformedInputs(
      parsePerformance('0.1 gate1 on\n+0.2 gate1 off\n86399.999999 gate2 on', 'x'),
      {
        clock,
        startUs,
      },
    );
    const offsets: number[] = [];
    gates.poll((_gate, _isHigh, timeUs) => offsets.push(timeUs - startUs));
    expect(offsets).toEqual([100_000, 300_000, 86_399_999_999]);
  });

  it('rounds times to whole microseconds, and keeps each of them exact', () => {
    expect(
      parsePerformance('1.0000004 gate1 on\n1.0000006 gate1 off', 'x').edges.map(({ seconds }) => seconds),
    ).toEqual([1, 1.000001]);
    const startUs = 0; // as for a WAV: no large number hides a fraction
    const clock = createManualClock(20e6);
    const offsets = Array.from({ length: 10_000 }, (_, i) => 1_999 * i + 123);
    const text = offsets.map((us) => `${us / 1e6} gate1 on`).join('\n');
    const times: number[] = [];
    createPerformedInputs(parsePerformance(text, 'x'), { clock, startUs }).gates.poll((_gate, _isHigh, timeUs) =>
      times.push(timeUs - startUs),
    );
    expect(times).toEqual(offsets);
  });

  it('accepts two million lines and no more', () => {
    const long = `${Array.from({ length: 300_000 }, (_, i) => `${i / 1000} gate1 on`).join('\n')}\n`;
    expect(parsePerformance(long, 'x').endSeconds).toBe(299.999);
    expect(parsePerformance('\n'.repeat(2_000_000), 'x').endSeconds).toBe(0);
    expectNamedError(() => parsePerformance('\n'.repeat(2_000_001), 'x'), 'bad-file', 'at most 2000000 lines');
  });

  it.each([
    ['noon cv1 2', "line 1: expected seconds (0 to 86400), as in 1.5 or +0.25, found 'noon'"],
    ['0 cv1 2\n-1 cv1 2', "line 2: expected seconds (0 to 86400), as in 1.5 or +0.25, found '-1'"],
    ['1e9 end', "found '1e9'"],
    ['86400 cv1 1\n+1 end', "line 2: expected seconds (0 to 86400), as in 1.5 or +0.25, found '+1'"],
    ['86400 gate1 tap', 'expected an end within 24 hours, found 86400.01 s'],
    ['0 cv1 -> 5 in 10\n86395 cv1 -> 5 in 10', 'line 2: expected an end within 24 hours'],
    [
      '3',
      'expected one of cv1, cv2, cv3, cv4, gate1, gate2, note, set, knob, push, long-push, format, exact, recorded, residue, begin, end, found the end of the line',
    ],
    [
      '0 cv5 2',
      "expected one of cv1, cv2, cv3, cv4, gate1, gate2, note, set, knob, push, long-push, format, exact, recorded, residue, begin, end, found 'cv5'",
    ],
    ['# a comment\n\n0 cv1', "line 3: expected volts (-12 to 12), '->' or 'sine', found the end of the line"],
    ['0 cv1 13', "expected volts (-12 to 12), '->' or 'sine', found '13'"],
    ['0 cv1 NaN', "expected volts (-12 to 12), '->' or 'sine', found 'NaN'"],
    ['0 cv1 -> 5 over 3', "expected 'in', found 'over'"],
    ['0 cv1 -> 5 in', 'expected seconds (0 to 86400), found the end of the line'],
    ['0 cv1 sine 0Hz 0..5', "expected a frequency (above 0, at most 500), as in 0.5Hz, found '0Hz'"],
    ['0 cv1 sine 1Hz 0..5..7', "expected two volts (-12 to 12), as in 0..5, found '0..5..7'"],
    ['0 cv1 sine 1Hz 0..5 in 3', "expected 'for' or the end of the line, found 'in'"],
    ['0 gate1 high', "expected 'on', 'off' or 'tap', found 'high'"],
    ['0 gate1 tap 0', "expected milliseconds (at least 0.001), found '0'"],
    ['0 knob 1.5', "expected steps, as in 'knob +3', or 'down' or 'up', found '1.5'"],
    ['0 push hard', "expected the end of the line, found 'hard'"],
    ['0 cv1 2 3', "expected the end of the line, found '3'"],
    ['1 end\n2 end', "line 2: expected one 'end' in the file, found another 'end'"],
    ['0 format 3', 'line 1: its format is 3, this neurorack reads up to 2'],
    ['0 note 60 loud', "expected 'on', 'off' or 'move', found 'loud'"],
    ['0 note -1 on', "expected the key of a note (a whole number), found '-1'"],
    ['0 note 60 on 99', "expected octaves (-20 to 20), found '99'"],
    ['0 set pitch', 'expected a value of pitch (-5 to 5), found the end of the line'],
    ['0 set loudness 1', "expected a destination, such as pitch, found 'loudness'"],
    ['0 residue', 'expected a number, found the end of the line'],
    [`0 ${'x'.repeat(100)}`, `found '${'x'.repeat(40)}…'`],
    ['0 \u001b[2J', "found '?[2J'"],
  ])('rejects %j with line and reason', (text, reason) => {
    expectNamedError(() => parsePerformance(text, 'wrong.perf'), 'bad-file', reason);
    expectNamedError(() => parsePerformance(text, 'wrong.perf'), 'bad-file', 'wrong.perf, line ');
  });
});
