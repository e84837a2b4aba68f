import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createContainer } from '../../../src/app/create-container.ts';
import { SERVICES } from '../../../src/app/services.ts';
import { stepAtJack } from '../../../src/board/converter-step.ts';
import { calibrateJacks, type JackChange } from '../../../src/cli/calibrate/calibrate-jacks.ts';
import type { CalibrationRig } from '../../../src/cli/calibrate/measure-point.ts';
import { openCalibrationRig } from '../../../src/cli/calibrate/open-calibration-rig.ts';
import type { Answer, OperatorPrompt } from '../../../src/cli/calibrate/operator-prompt.ts';
import { parseJacks, parsePoints } from '../../../src/cli/calibrate/points.ts';
import type { AudioJacks } from '../../../src/contracts/audio-jacks.ts';
import { createFakeCvInput } from '../../../src/contracts/fakes/fake-inputs.ts';
import { createManualClock } from '../../../src/contracts/fakes/manual-clock.ts';
import { createStabilityDetector, WINDOW_READINGS } from '../../../src/control/stability-detector.ts';
import type { CalibrationFile } from '../../../src/state/calibration.ts';
import { createCalibrationFile } from '../../../src/state/state.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { runCli } from '../run-cli.ts';

/** A scripted operator who patches these voltages in turn; the jacks read 4 % too much and 60 mV too high. */
function operator(steps: readonly (number | Answer)[], { noise = 0 } = {}) {
  const cv = createFakeCvInput({ clock: createManualClock() });
  const output: string[] = [];
  const waiting = [...steps];
  const answers: Answer[] = [];
  let volts = 0;
  let count = 0;
  const prompt: OperatorPrompt = {
    terminal: {
      line: (text) => {
        output.push(text);
        // The next step of the script answers each prompt for a voltage.
        if (!text.includes('press return') || text.includes('try again')) return;
        const step = waiting.shift();
        if (step === undefined) answers.push('stop');
        else if (typeof step === 'number') {
          volts = step;
          answers.push('go');
        } else answers.push(step);
      },
      status: (text) => void output.push(text),
      end: () => undefined,
    },
    nextAnswer: () => answers.shift(),
    waitForReading: async () => {
      count++;
      cv.volts.fill(volts * 1.04 + 0.06 + (count % 2 === 0 ? noise : -noise));
    },
    close: () => undefined,
  };
  cv.volts.fill(0.06);
  const rig: CalibrationRig = { cv, stepVolts: 0.0133, prompt };
  return { rig, cv, output };
}

const through = (
  rig: CalibrationRig,
  jacks = ['cv1'],
  stored: CalibrationFile = {},
): Promise<readonly JackChange[] | undefined> =>
  calibrateJacks(rig, { jacks: parseJacks(jacks), points: [0, 5], stored });

describe('calibrating a jack', () => {
  it('finds the error of a jack and reports the change', async () => {
    const { rig, output } = operator([0, 5]);
    const [change] = (await through(rig)) ?? [];
    expect(change.after.slope).toBeCloseTo(1 / 1.04, 5);
    expect(change.after.offset).toBeCloseTo(-0.06 / 1.04, 5);
    const [zero, five] = change.points;
    expect([zero.errorBeforeVolts, five.errorBeforeVolts]).toEqual([expect.closeTo(0.06, 5), expect.closeTo(0.26, 5)]);
    expect([zero.errorAfterVolts, five.errorAfterVolts]).toEqual([expect.closeTo(0, 5), expect.closeTo(0, 5)]);
    expect(output[0]).toBe('cv1: patch 0 V (or nothing), then press return');
    expect(output.some((text) => /^cv1 5\.260 V \(reads 5\.260\), noise .* mV, .* LSB, waiting/.test(text))).toBe(true);
  });

  it('shows the live reading with the current calibration', async () => {
    const { rig, output } = operator([0, 5]);
    await through(rig, ['cv1'], { cv1: { slope: 2, offset: 1 } });
    expect(output[1]).toMatch(/^cv1 1\.120 V \(reads 0\.060\)/);
  });

  it('rejects a voltage that was never patched, with the reason, and asks again', async () => {
    const { rig, output } = operator([0, 0, 0, 5]);
    const changes = await through(rig);
    expect(output.filter((text) => text.includes('both points read about 0.06 V'))).toHaveLength(1);
    expect(changes).toHaveLength(1);
  });

  it('omits a skipped jack, and returns nothing when cancelled at any prompt', async () => {
    const skipped = operator(['skip', 0, 5]);
    expect((await through(skipped.rig, ['cv1', 'cv2']))?.map(({ jack }) => jack)).toEqual(['cv2']);
    for (const steps of [['stop'], [0, 'stop'], [0, 5, 'stop']] as const) {
      expect(await through(operator([...steps]).rig, ['cv1', 'cv2'])).toBeUndefined();
    }
  });

  it('takes no unstable voltage: reports it and keeps asking', async () => {
    const { rig, output } = operator([0], { noise: 0.2 });
    const { prompt } = rig;
    let waits = 0;
    const impatient: OperatorPrompt = { ...prompt, nextAnswer: () => (waits++ > 1100 ? 'stop' : prompt.nextAnswer()) };
    expect(await through({ ...rig, prompt: impatient })).toBeUndefined();
    expect(output.filter((text) => text.includes('is not stable: 200.0 mV of noise'))).toHaveLength(1);
  });

  it('throws the fault of a converter that stops answering', async () => {
    const { rig, cv } = operator([0, 5]);
    cv.isAbsent = true;
    expect((await namedErrorOf(() => through(rig))).kind).toBe('device-fault');
  });

  it('changes a simulated voltage by the arrow keys and waits until it is stable', async () => {
    const { rig, cv } = operator([]);
    const keys: Answer[] = ['go', ...Array.from({ length: 20 }, (): Answer => 'up'), 'go'];
    let waits = 0;
    // One key every two windows of readings.
    const prompt: OperatorPrompt = {
      ...rig.prompt,
      terminal: { line: () => undefined, status: () => undefined, end: () => undefined },
      nextAnswer: () => (waits % (2 * WINDOW_READINGS) === 0 && waits++ >= 0 ? keys.shift() : undefined),
      waitForReading: async () => void waits++,
    };
    cv.volts.fill(0);
    const receive: CalibrationRig['receive'] = (message) => {
      if (message.kind === 'cv') cv.volts[message.channel] = message.volts;
    };
    const [change] = (await through({ ...rig, prompt, receive, stepVolts: 0 })) ?? [];
    expect(change.points[1].readVolts).toBe(5);
  });
});

describe('a stable voltage', () => {
  it('has readings that differ by noise alone', () => {
    const last = (volts: (n: number) => number): boolean => {
      const stability = createStabilityDetector(0.0133);
      return Array.from({ length: 3 * WINDOW_READINGS }, (_, n) => stability.add(volts(n)).isStable).at(-1) ?? false;
    };
    expect(last(() => 3)).toBe(true);
    expect(last((n) => 3 + 0.0133 * (n % 2))).toBe(true);
    expect(last((n) => 3 + 0.05 * (n % 2))).toBe(false);
    expect(last((n) => 3 + 0.001 * n)).toBe(false);
  });

  it('needs a whole window of readings', () => {
    const stability = createStabilityDetector(0);
    const stable = Array.from({ length: WINDOW_READINGS }, () => stability.add(1).isStable);
    expect(stable.indexOf(true)).toBe(WINDOW_READINGS - 1);
  });
});

describe('one step of the converter', () => {
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

  it('accepts points in any order and of any sign, and jacks by name', async () => {
    expect(parsePoints('5, -5')).toEqual([5, -5]);
    expect(parsePoints(undefined)).toEqual([0, 5]);
    expect(parseJacks(['cv3,cv1'])).toEqual(['cv1', 'cv3']);
    expect((await namedErrorOf(() => parseJacks(['cv5']))).remedy).toContain('cv1, cv2, cv3, cv4');
  });

  it('shows the stored calibration and lists the other jacks as not calibrated', async () => {
    await createCalibrationFile({ home }).save({ cv2: { slope: 1.01, offset: -0.02 } });
    const { code, stdout } = await runCli('calibrate', '--show');
    expect(code).toBe(0);
    expect(stdout).toMatch(/cv1 .*not calibrated/);
    expect(stdout).toMatch(/cv2 +slope 1\.01000 +offset -20\.0 mV/);
  });

  it('resets the given jacks and keeps the previous file', async () => {
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

  it('reports a damaged file and continues', async () => {
    await writeFile(join(home, 'calibration.json'), 'no');
    const { code, stderr } = await runCli('calibrate', '--show');
    expect(code).toBe(0);
    expect(stderr).toContain('is damaged');
  });

  it('refuses to run without a terminal', async () => {
    const { code, stderr } = await runCli('calibrate');
    expect(code).toBe(2);
    expect(stderr).toContain('needs a terminal');
  });
});

describe('the jacks to calibrate of a sound card', () => {
  it('are those with a channel', async () => {
    const channels = { gate1: 1, cv1: 3, cv3: 4 } as const;
    expect(parseJacks(undefined, channels)).toEqual(['cv1', 'cv3']);
    expect(parseJacks(['cv3'], channels)).toEqual(['cv3']);
    const absent = await namedErrorOf(() => parseJacks(['cv1', 'cv2'], channels));
    expect([absent.kind, absent.message]).toEqual(['usage', 'the jack cv2 has no channel of the sound card']);
    const none = await namedErrorOf(() => parseJacks(undefined, { gate1: 1 }));
    expect([none.kind, none.remedy]).toEqual(['usage', 'add --cv-map cv1=1']);
  });

  it('are read in place of the board’s own', async () => {
    const cv = createFakeCvInput({ clock: createManualClock() });
    const container = createContainer({ modelsDirectory: '/nowhere' });
    const opened: string[] = [];
    const openAudioInputs = async ({ device }: AudioJacks) => {
      opened.push(device);
      return { cv };
    };
    const target = container.get(SERVICES.target);
    container.rebind(SERVICES.target).toConstantValue({ ...target, openAudioInputs });
    const audioJacks = { device: 'alsa:es8', channels: { cv1: 3 }, fullScaleVolts: 10 };
    const rig = await openCalibrationRig(operator([]).rig.prompt, { audioJacks, container });
    expect([rig.cv, rig.receive, rig.stepVolts, opened]).toEqual([cv, undefined, 0, ['alsa:es8']]);
    await rig.close();
  });
});
