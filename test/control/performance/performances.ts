import fc from 'fast-check';
import { parsePerformance } from '../../../src/control/performance/parse-performance.ts';

const seconds = fc.integer({ min: 0, max: 100_000_000 }).map((us) => us / 1e6);
const span = fc.integer({ min: 0, max: 10_000 }).map((ms) => ms / 1000);
const volts = fc.double({ min: -12, max: 12, noNaN: true });
const jack = fc.constantFrom('cv1', 'cv2', 'cv3', 'cv4');
const gate = fc.constantFrom('gate1', 'gate2');
const hertz = fc.double({ min: 0.001, max: 500, noNaN: true });

const action = fc.oneof(
  fc.tuple(jack, volts).map(([j, v]) => `${j} ${v}`),
  fc.tuple(jack, volts, span).map(([j, v, s]) => `${j} -> ${v} in ${s}`),
  fc.tuple(jack, hertz, volts, volts).map(([j, f, low, high]) => `${j} sine ${f}Hz ${low}..${high}`),
  fc.tuple(jack, hertz, volts, volts, span).map(([j, f, a, b, s]) => `${j} sine ${f}Hz ${a}..${b} for ${s}`),
  fc.tuple(gate, fc.constantFrom('on', 'off', 'tap', 'tap 0.5', 'tap 300')).map(([g, how]) => `${g} ${how}`),
  fc.integer({ min: -1000, max: 1000 }).map((steps) => `knob ${steps}`),
  fc.constantFrom('push', 'long-push', 'knob down', 'knob up'),
);

/** Arbitrary lines of a performance file, in any order of time. */
const lines = fc.array(fc.tuple(seconds, action).map(([at, words]) => `${at} ${words}`));

/** Arbitrary performances that use every word of the format. */
export const performances = lines.map((all) => parsePerformance(all.join('\n'), 'arbitrary.perf'));
