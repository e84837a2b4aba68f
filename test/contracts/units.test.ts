import { describe, expect, it } from 'vitest';
import { frames, framesOf, hertz, seconds, secondsOf, volts } from '../../src/contracts/units.ts';
import { expectNamedError } from '../../testing/named-error.ts';

describe('units', () => {
  it('convert a duration to whole frames and back', () => {
    expect(framesOf(seconds(0.5), hertz(44_100))).toBe(22_050);
    expect(framesOf(seconds(0.00001), hertz(44_100))).toBe(0);
    expect(secondsOf(frames(44_100), hertz(44_100))).toBe(1);
  });

  it.each([
    ['volts', () => volts(Number.NaN)],
    ['hertz', () => hertz(-1)],
    ['frames', () => frames(1.5)],
    ['seconds', () => seconds(Number.POSITIVE_INFINITY)],
  ])('refuse what is no number of %s', (name, action) => {
    expectNamedError(action, 'bad-input', name);
  });
});
