import { describe, expect, it } from 'vitest';
import { type FarmPlan, simulateFarm } from '../../ci/lab/farm.ts';

const CALM: FarmPlan = {
  boards: 12,
  models: 4,
  rigs: 3,
  powerCycle: 1,
  health: 0.5,
  deploy: 1.5,
  bench: 5,
  rigErrors: 0,
  quarantineAfter: 2,
  broken: [],
  rigFailuresPerHour: 0,
  repair: 720,
  seed: 1,
};
/** Setting a board up once, then its benches. */
const BOARD_MINUTES = 3 + 4 * 5;

describe('a farm without faults', () => {
  it('divides its runs by its rigs without idle time', async () => {
    expect(await simulateFarm(CALM)).toEqual({
      minutes: (12 / 3) * BOARD_MINUTES,
      measured: 48,
      errors: 0,
      left: 0,
      retries: 0,
      quarantined: [],
      busy: 1,
    });
  });

  it('takes as long as the rig with the most boards', async () => {
    const { minutes, busy } = await simulateFarm({ ...CALM, boards: 13 });
    expect(minutes).toBe(5 * BOARD_MINUTES);
    expect(busy).toBeCloseTo(13 / 15, 9);
  });
});

describe('a rig with errors', () => {
  const many = { ...CALM, boards: 250, models: 40, rigs: 1, rigErrors: 0.1, quarantineAfter: 1000 };

  it('loses a run only by two errors in it', async () => {
    const { errors, retries, measured } = await simulateFarm(many);
    expect(measured + errors).toBe(10_000);
    // 1000 retries, 100 errors; three standard deviations.
    expect(Math.abs(retries - 1000)).toBeLessThan(90);
    expect(Math.abs(errors - 100)).toBeLessThan(30);
  });

  it('gives the same night for the same seed, and another night for another', async () => {
    const night = { ...CALM, rigErrors: 0.3 };
    expect(await simulateFarm(night)).toEqual(await simulateFarm(night));
    expect((await simulateFarm({ ...night, seed: 2 })).minutes).not.toBe((await simulateFarm(night)).minutes);
  });

  it('waits for a repair after a failure', async () => {
    const stopping = await simulateFarm({ ...CALM, rigFailuresPerHour: 1 });
    expect(stopping.minutes).toBeGreaterThan(720);
    expect(stopping.measured).toBe(48);
  });
});

describe('a board that cannot be reached', () => {
  it('is tried twice, put into quarantine, and delays the others by two power cycles', async () => {
    const { quarantined, errors, measured, retries, minutes } = await simulateFarm({ ...CALM, broken: [4] });
    expect({ quarantined, errors, measured, retries }).toEqual({
      quarantined: ['board-4'],
      errors: 4,
      measured: 44,
      retries: 1,
    });
    expect(minutes).toBe(4 * BOARD_MINUTES); // of the other rigs; its own has less to do
  });
});

it.each([{ rigs: 0 }, { boards: 1.5 }, { rigErrors: 2 }, { bench: 0 }, { deploy: -1 }])(
  'refuses a plan with %o',
  async (change) => {
    await expect(simulateFarm({ ...CALM, ...change })).rejects.toThrow(RangeError);
  },
);
