import { describe, expect, it } from 'vitest';
import { type CalibrationResult, createJackCalibrator } from '../../src/control/jack-calibrator.ts';
import { WINDOW_READINGS } from '../../src/control/stability-detector.ts';

function setUp(stepVolts = 0) {
  const calibrating = createJackCalibrator(stepVolts);
  /** What came of so many readings of jack 2; the others rest at 0 V. */
  const read = (volts: (n: number) => number, count = 2 * WINDOW_READINGS): CalibrationResult[] =>
    Array.from({ length: count }, (_, n) => calibrating.add([0, volts(n), 0, 0])).filter((one) => one !== undefined);
  return { calibrating, read };
}

describe('calibrating while it plays', () => {
  it('takes two points, each once it stands still, and gives slope and offset', () => {
    const { calibrating, read } = setUp();
    calibrating.measure('cv2', 0);
    expect(read(() => 0.06)).toEqual([{ kind: 'taken', jack: 'cv2', volts: 0 }]);
    expect(calibrating.jacks[1].taken).toEqual([0]);
    calibrating.measure('cv2', 5);
    const [done, ...more] = read(() => 5.26);
    expect(more).toEqual([]);
    if (done?.kind !== 'calibrated') throw new Error(`expected a calibration, got ${done?.kind}`);
    expect(done.calibration.slope).toBeCloseTo(5 / 5.2, 9);
    expect(done.calibration.offset).toBeCloseTo(-0.06 * (5 / 5.2), 9);
    expect(calibrating.jacks[1].taken).toEqual([]);
  });

  it('waits while the voltage moves, and says what it waits for', () => {
    const { calibrating, read } = setUp();
    calibrating.measure('cv2', 5);
    expect(read((n) => 4 + n / 1000)).toEqual([]);
    expect(calibrating.jacks.map(({ measuring }) => measuring)).toEqual([null, 5, null, null]);
    expect(read(() => 5)).toHaveLength(1);
  });

  it('knows since when a voltage stands where it is', () => {
    const { calibrating, read } = setUp();
    read(() => 1, 50);
    expect(calibrating.jacks[1].changedSeconds).toBeNull();
    read(() => 2, 51);
    expect(calibrating.jacks.map(({ changedSeconds }) => changedSeconds)).toEqual([null, 0.5, null, null]);
  });

  it('gives up a voltage that does not stand still for ten seconds, and says so', () => {
    const { calibrating, read } = setUp();
    calibrating.measure('cv2', 5);
    const [refused, ...more] = read((n) => 5 + (n % 2), 1100);
    expect(more).toEqual([]);
    expect(refused).toMatchObject({ kind: 'refused', jack: 'cv2', error: { kind: 'bad-input' } });
    expect(calibrating.jacks[1].measuring).toBeNull();
  });

  it('refuses two points that read the same, with the reason, and forgets both', () => {
    const { calibrating, read } = setUp();
    calibrating.measure('cv2', 0);
    read(() => 0.1);
    calibrating.measure('cv2', 5);
    const [refused] = read(() => 0.1);
    if (refused?.kind !== 'refused') throw new Error(`expected a refusal, got ${refused?.kind}`);
    expect(refused.error.message).toMatch(/both points read about 0\.10 V/);
    expect(calibrating.jacks[1].taken).toEqual([]);
  });

  it('takes a point anew when the same voltage is asked for again', () => {
    const { calibrating, read } = setUp();
    for (const reading of [1, 0.02]) {
      calibrating.measure('cv2', 0);
      expect(read(() => reading)[0].kind).toBe('taken');
    }
    calibrating.measure('cv2', 5);
    expect(read(() => 5.02)[0]).toMatchObject({ kind: 'calibrated', calibration: { slope: expect.closeTo(1, 9) } });
  });
});
