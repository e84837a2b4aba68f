import { describe, expect, it } from 'vitest';
import { type CalibrationResult, createJackCalibrator } from '../../src/control/jack-calibrator.ts';
import { WINDOW_READINGS } from '../../src/control/stability-detector.ts';

function setUp(stepVolts = 0) {
  const calibrator = createJackCalibrator(stepVolts);
  /** Returns the results of `count` readings of jack 2; the others rest at 0 V. */
  const read = (volts: (n: number) => number, count = 2 * WINDOW_READINGS): CalibrationResult[] =>
    Array.from({ length: count }, (_, n) => calibrator.add([0, volts(n), 0, 0])).filter((one) => one !== undefined);
  return { calibrator, read };
}

describe('the jack calibrator', () => {
  it('takes two points, each once it is stable, and returns slope and offset', () => {
    const { calibrator, read } = setUp();
    calibrator.measure('cv2', 0);
    expect(read(() => 0.06)).toEqual([{ kind: 'taken', jack: 'cv2', volts: 0 }]);
    expect(calibrator.jacks[1].taken).toEqual([0]);
    calibrator.measure('cv2', 5);
    const [done, ...more] = read(() => 5.26);
    expect(more).toEqual([]);
    if (done?.kind !== 'calibrated') throw new Error(`expected a calibration, got ${done?.kind}`);
    expect(done.calibration.slope).toBeCloseTo(5 / 5.2, 9);
    expect(done.calibration.offset).toBeCloseTo(-0.06 * (5 / 5.2), 9);
    expect(calibrator.jacks[1].taken).toEqual([]);
  });

  it('waits while the voltage moves, and reports the point it is measuring', () => {
    const { calibrator, read } = setUp();
    calibrator.measure('cv2', 5);
    expect(read((n) => 4 + n / 1000)).toEqual([]);
    expect(calibrator.jacks.map(({ measuring }) => measuring)).toEqual([null, 5, null, null]);
    expect(read(() => 5)).toHaveLength(1);
  });

  it('reports the time since a voltage last changed', () => {
    const { calibrator, read } = setUp();
    read(() => 1, 50);
    expect(calibrator.jacks[1].changedSeconds).toBeNull();
    read(() => 2, 51);
    expect(calibrator.jacks.map(({ changedSeconds }) => changedSeconds)).toEqual([null, 0.5, null, null]);
  });

  it('gives up after ten seconds of an unstable voltage, with an error', () => {
    const { calibrator, read } = setUp();
    calibrator.measure('cv2', 5);
    const [refused, ...more] = read((n) => 5 + (n % 2), 1100);
    expect(more).toEqual([]);
    expect(refused).toMatchObject({ kind: 'refused', jack: 'cv2', error: { kind: 'bad-input' } });
    expect(calibrator.jacks[1].measuring).toBeNull();
  });

  it('rejects two points with equal readings and discards both', () => {
    const { calibrator, read } = setUp();
    calibrator.measure('cv2', 0);
    read(() => 0.1);
    calibrator.measure('cv2', 5);
    const [refused] = read(() => 0.1);
    if (refused?.kind !== 'refused') throw new Error(`expected a refusal, got ${refused?.kind}`);
    expect(refused.error.message).toMatch(/both points read about 0\.10 V/);
    expect(calibrator.jacks[1].taken).toEqual([]);
  });

  it('replaces a point that is measured again', () => {
    const { calibrator, read } = setUp();
    for (const reading of [1, 0.02]) {
      calibrator.measure('cv2', 0);
      expect(read(() => reading)[0].kind).toBe('taken');
    }
    calibrator.measure('cv2', 5);
    expect(read(() => 5.02)[0]).toMatchObject({ kind: 'calibrated', calibration: { slope: expect.closeTo(1, 9) } });
  });
});
