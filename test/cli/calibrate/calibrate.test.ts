import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stepAtJack } from '../../../src/board/converter-step.ts';
import { calibrateJacks, type JackChange } from '../../../src/cli/calibrate/calibrate-jacks.ts';
import type { CalibrationRig } from '../../../src/cli/calibrate/measure-point.ts';
import type { Answer, OperatorPrompt } from '../../../src/cli/calibrate/operator-prompt.ts';
import { parseJacks, parsePoints } from '../../../src/cli/calibrate/points.ts';
import { createFakeCvInput } from '../../../src/contracts/fakes/fake-inputs.ts';
import { createManualClock } from '../../../src/contracts/fakes/manual-clock.ts';
import { createStabilityDetector, WINDOW_READINGS } from '../../../src/control/stability-detector.ts';
import type { CalibrationFile } from '../../../src/state/calibration.ts';
import { createCalibrationFile } from '../../../src/state/state.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { runCli } from '../run-cli.ts';

/** A builder who patches these voltages one after another; the jacks read 4 % too much and 60 mV too high. */
function builder(steps: readonly (number | Answer)[], { noise = 0 } = {}) {
  const cv = createFakeCvInput({ clock: createManualClock() });
  const said: string[] = [];
  const waiting = [...steps];
  const answers: Answer[] = [];
  let now = 0;
  let count = 0;
  const hands: OperatorPrompt = {
    lines: {
      line: (text) => {
        said.push(text);
        // Every question is answered by the next step of the script.
        if (!/press return|once more/.test(text)) return;
        if (text.includes('once more') || text.includes('try again')) return;
        const step = waiting.shift();
        if (step === undefined) answers.push('stop');
        else if (typeof step === 'number') {
          now = step;
          answers.push('go');
        } else answers.push(step);
      },
      status: (text) => void said.push(text),
      end: () => undefined,
    },
    nextAnswer: () => answers.shift(),
    waitForReading: async () => {
      count++;
      cv.volts.fill(now * 1.04 + 0.06 + (count % 2 === 0 ? noise : -noise));
    },
    close: () => undefined,
  };
  cv.volts.fill(0.06);
  const bench: CalibrationRig = { cv, stepVolts: 0.0133, prompt: hands };
  return { bench, cv, said };
}

const through = (
  bench: CalibrationRig,
  jacks = ['cv1'],
  stored: CalibrationFile = {},
): Promise<readonly JackChange[] | undefined> =>
  calibrateJacks(bench, { jacks: parseJacks(jacks), points: [0, 5], stored });

describe('calibrating a jack', () => {
  it('finds what it is off by, and says what changes', async () => {
    const { bench, said } = builder([0, 5]);
    const [change] = (await through(bench)) ?? [];
    expect(change.after.slope).toBeCloseTo(1 / 1.04, 5);
    expect(change.after.offset).toBeCloseTo(-0.06 / 1.04, 5);
    const [zero, five] = change.points;
    expect([zero.errorBeforeVolts, five.errorBeforeVolts]).toEqual([expect.closeTo(0.06, 5), expect.closeTo(0.26, 5)]);
    expect([zero.errorAfterVolts, five.errorAfterVolts]).toEqual([expect.closeTo(0, 5), expect.closeTo(0, 5)]);
    expect(said[0]).toBe('cv1: patch 0 V (or nothing), then press return');
    expect(said.some((text) => /^cv1 5\.260 V \(reads 5\.260\), noise .* mV, .* LSB, waiting/.test(text))).toBe(true);
  });

  it('shows live what the calibration in force makes of the reading', async () => {
    const { bench, said } = builder([0, 5]);
    await through(bench, ['cv1'], { cv1: { slope: 2, offset: 1 } });
    expect(said[1]).toMatch(/^cv1 1\.120 V \(reads 0\.060\)/);
  });

  it('refuses a voltage that was never patched, says why, and asks once more', async () => {
    const { bench, said } = builder([0, 0, 0, 5]);
    const changes = await through(bench);
    expect(said.filter((text) => text.includes('both points read about 0.06 V'))).toHaveLength(1);
    expect(changes).toHaveLength(1);
  });

  it('leaves out a jack that the builder skips, and gives nothing at all when ended, at any question', async () => {
    const skipped = builder(['skip', 0, 5]);
    expect((await through(skipped.bench, ['cv1', 'cv2']))?.map(({ jack }) => jack)).toEqual(['cv2']);
    for (const steps of [['stop'], [0, 'stop'], [0, 5, 'stop']] as const) {
      expect(await through(builder([...steps]).bench, ['cv1', 'cv2'])).toBeUndefined();
    }
  });

  it('does not take a voltage that moves: it says so and goes on asking', async () => {
    const { bench, said } = builder([0], { noise: 0.2 });
    const { prompt: hands } = bench;
    let waits = 0;
    const impatient: OperatorPrompt = { ...hands, nextAnswer: () => (waits++ > 1100 ? 'stop' : hands.nextAnswer()) };
    expect(await through({ ...bench, prompt: impatient })).toBeUndefined();
    expect(said.filter((text) => text.includes('does not stand still: 200.0 mV of noise'))).toHaveLength(1);
  });

  it('ends with the fault of a converter that stops answering', async () => {
    const { bench, cv } = builder([0, 5]);
    cv.isAbsent = true;
    expect((await namedErrorOf(() => through(bench))).kind).toBe('device-fault');
  });

  it('moves a simulated jack by the arrow keys, and knows when it was moved', async () => {
    const { bench, cv } = builder([]);
    const keys: Answer[] = ['go', ...Array.from({ length: 20 }, (): Answer => 'up'), 'go'];
    let waits = 0;
    // One key every two windows of readings.
    const hands: OperatorPrompt = {
      ...bench.prompt,
      lines: { line: () => undefined, status: () => undefined, end: () => undefined },
      nextAnswer: () => (waits % (2 * WINDOW_READINGS) === 0 && waits++ >= 0 ? keys.shift() : undefined),
      waitForReading: async () => void waits++,
    };
    cv.volts.fill(0);
    const receive: CalibrationRig['receive'] = (message) => {
      if (message.kind === 'cv') cv.volts[message.channel] = message.volts;
    };
    const [change] = (await through({ ...bench, prompt: hands, receive, stepVolts: 0 })) ?? [];
    expect(change.points[1].readVolts).toBe(5);
  });
});

describe('a voltage that stands still', () => {
  it('is one whose readings differ by noise alone', () => {
    const last = (volts: (n: number) => number): boolean => {
      const stillness = createStabilityDetector(0.0133);
      return Array.from({ length: 3 * WINDOW_READINGS }, (_, n) => stillness.add(volts(n)).isStable).at(-1) ?? false;
    };
    expect(last(() => 3)).toBe(true);
    expect(last((n) => 3 + 0.0133 * (n % 2))).toBe(true);
    expect(last((n) => 3 + 0.05 * (n % 2))).toBe(false);
    expect(last((n) => 3 + 0.001 * n)).toBe(false);
  });

  it('needs a whole window of readings', () => {
    const stillness = createStabilityDetector(0);
    const still = Array.from({ length: WINDOW_READINGS }, () => stillness.add(1).isStable);
    expect(still.indexOf(true)).toBe(WINDOW_READINGS - 1);
  });
});

describe('a step of the converter', () => {
  it('is 13.3 mV at the jack for an ADS1015 behind a front end of 0.15, a sixteenth of it for an ADS1115', () => {
    const wiring = { bus: 'panel', fullScaleVolts: 4.096, jacks: [0], frontEnd: { slope: 0.15, offsetVolts: 1.65 } };
    expect(stepAtJack({ ...wiring, adc: 'ads1015' })).toBeCloseTo(0.013333, 6);
    expect(stepAtJack({ ...wiring, adc: 'ads1115' })).toBeCloseTo(0.013333 / 16, 6);
    expect(stepAtJack(undefined)).toBe(0);
  });
});

describe('neurorack calibrate', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'calibrate-'));
    vi.stubEnv('NEURORACK_HOME', home);
  });
  afterEach(() => vi.unstubAllEnvs());

  it.each([['0'], ['0,5,6'], ['0,'], ['a,b'], ['0,0.5'], ['0,12'], ['0,Infinity']])(
    'refuses --points %s',
    async (points) => {
      expect((await namedErrorOf(() => parsePoints(points))).kind).toBe('usage');
    },
  );

  it('takes points in any order and of any sign, and jacks by name', async () => {
    expect(parsePoints('5, -5')).toEqual([5, -5]);
    expect(parsePoints(undefined)).toEqual([0, 5]);
    expect(parseJacks(['cv3,cv1'])).toEqual(['cv1', 'cv3']);
    expect((await namedErrorOf(() => parseJacks(['cv5']))).remedy).toContain('cv1, cv2, cv3, cv4');
  });

  it('shows what is stored, and that the other jacks are not calibrated', async () => {
    await createCalibrationFile({ home }).save({ cv2: { slope: 1.01, offset: -0.02 } });
    const { code, stdout } = await runCli('calibrate', '--show');
    expect(code).toBe(0);
    expect(stdout).toMatch(/cv1 .*not calibrated/);
    expect(stdout).toMatch(/cv2 +slope 1\.01000 +offset -20\.0 mV/);
  });

  it('forgets the jacks it is told to and keeps what was before', async () => {
    const file = createCalibrationFile({ home });
    await file.save({ cv1: { slope: 1.1, offset: 0 }, cv2: { slope: 1.01, offset: -0.02 } });
    const before = await readFile(file.path, 'utf8');
    const dry = await runCli('calibrate', '--reset', '--jack', 'cv2', '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toMatchObject({ isStored: false, calibration: { cv1: { slope: 1.1 } } });
    expect(await readFile(file.path, 'utf8')).toBe(before);
    expect((await runCli('calibrate', '--reset', '--jack', 'cv2')).code).toBe(0);
    expect((await file.read()).content).toEqual({ cv1: { slope: 1.1, offset: 0 } });
    expect(await readFile(join(home, 'calibration.json.previous'), 'utf8')).toBe(before);
  });

  it('says so when the file was damaged, and goes on', async () => {
    await writeFile(join(home, 'calibration.json'), 'no');
    const { code, stderr } = await runCli('calibrate', '--show');
    expect(code).toBe(0);
    expect(stderr).toContain('is damaged');
  });

  it('refuses to ask where nobody can answer', async () => {
    const { code, stderr } = await runCli('calibrate');
    expect(code).toBe(2);
    expect(stderr).toContain('no terminal');
  });
});
