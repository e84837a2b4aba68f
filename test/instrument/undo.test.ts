import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UNCALIBRATED } from '../../src/control/calibration.ts';
import { withBase, withDepth, withRange } from '../../src/control/edit-settings.ts';
import { DEFAULT_PATCH } from '../../src/control/patch.ts';
import { MAP_POINT } from '../../src/control/plane-point.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { DESCRIPTORS } from '../../src/descriptors/descriptor.ts';
import { startInstrument } from '../../src/instrument/start-instrument.ts';
import { impactSet, STATS } from '../descriptors/sample-sets.ts';
import { createSilentEngine } from './silent-engine.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Longer than a pause within a step. */
const PAUSE_MS = 1500;

function setUp({ hasJacks = false } = {}) {
  const silent = createSilentEngine();
  const messages: string[] = [];
  const instrument = startInstrument({
    startEngine: () => silent.engine,
    modelsDirectory: '/models',
    sampleRate: 44_100,
    block: 256,
    latencyFrames: 0,
    sink: 'null',
    isSinkOptional: true,
    settings: DEFAULT_CONTROL_SETTINGS,
    seed: 1,
    patch: { ...DEFAULT_PATCH, setA: 'Boom', setB: 'Bell' },
    sets: ['Boom', 'Bell', 'Gong'].map((name) => impactSet({ name })),
    stats: STATS,
    models: ['impacts', 'metal'],
    hasJacks,
  });
  instrument.onMessage((sentence) => messages.push(sentence));
  const { history } = instrument;
  const pause = (): void => void vi.advanceTimersByTime(PAUSE_MS);
  const brightness = (): number => instrument.settings.bases.centroid ?? 0;
  const setBrightness = (value: number): void => instrument.configure(withBase(instrument.settings, 'centroid', value));
  return { ...silent, instrument, history, messages, pause, brightness, setBrightness };
}

describe('undo', () => {
  it('takes back what was set, the last change first, and makes it again', async () => {
    const { instrument, history, messages, pause, setBrightness, brightness, gains, models } = setUp();
    const steps: [string, () => void][] = [
      ['brightness', () => setBrightness(1)],
      ['set A', () => instrument.change({ setA: 'Gong' })],
      ['set B', () => instrument.change({ setB: 'Boom' })],
      ['model', () => instrument.change({ model: 'metal' })],
      ['gate 1 mode', () => instrument.change({ gateMode: 'gated' })],
      ['loop mode', () => instrument.change({ loopMode: 'freeze' })],
      ['source', () => instrument.change({ source: 'map' })],
      ['link of brightness', () => instrument.change({ offsets: { centroid: 'alone' } })],
      ['range of CV 2', () => instrument.configure(withRange(instrument.settings, 'cv2', '0-10'))],
      [
        'CV 1 to scrub',
        () => instrument.configure(withDepth(instrument.settings, 'cv1', { destination: 'scrub', depth: -0.5 })),
      ],
      ['map point', () => instrument.configure(MAP_POINT.with(instrument.settings, { x: 0.1, y: 0.9 }))],
      ['random walk', () => instrument.latentMotion.setWalk({ width: 2 })],
      ['loop of the path over the latents', () => instrument.latentMotion.setLooping(false)],
      ['volume', () => instrument.setVolume(-12)],
      ['CV 3', () => instrument.handlePanelInput({ kind: 'cv', channel: 2, volts: 4 })],
    ];
    const stateOf = () => ({
      patch: {
        ...instrument.patch,
        offsets: DESCRIPTORS.map((name) => instrument.patch.offsets[name] ?? 'natural'),
      },
      settings: instrument.settings,
      walk: instrument.latentMotion.walk,
      isLooping: instrument.latentMotion.isLooping,
      volumeDb: instrument.volumeDb,
    });
    const states = steps.map(([name, act]) => {
      const before = stateOf();
      act();
      expect(history.undoName).toBe(name);
      pause();
      return before;
    });
    const last = stateOf();
    for (const [n, [name]] of [...steps.entries()].reverse()) {
      await history.undo();
      expect([messages.at(-1), name]).toEqual([`undo: ${name}`, name]);
      expect(JSON.parse(JSON.stringify(stateOf()))).toEqual(JSON.parse(JSON.stringify(states[n])));
    }
    expect([brightness(), gains.at(-1), models]).toEqual([0, 1, ['metal', 'impacts']]);
    await history.undo();
    expect(messages.at(-1)).toBe('undo: nothing has been changed');
    for (const [name] of steps) {
      await history.redo();
      expect(messages.at(-1)).toBe(`redo: ${name}`);
    }
    expect(JSON.parse(JSON.stringify(stateOf()))).toEqual(JSON.parse(JSON.stringify(last)));
    await history.redo();
    expect(messages.at(-1)).toBe('redo: nothing has been taken back');
  });

  it('takes a drag as one step, however long it rests, and two drags as two', async () => {
    const { instrument, history, setBrightness, brightness, pause } = setUp();
    for (const to of [1, 2]) {
      instrument.touch(true);
      for (const share of [0.25, 0.5, 1]) {
        setBrightness(to * share);
        pause();
      }
      instrument.touch(false);
    }
    await history.undo();
    expect(brightness()).toBe(1);
    await history.undo();
    expect([brightness(), history.undoName]).toEqual([0, undefined]);
  });

  it('joins turns that follow each other within a second, and none after it', async () => {
    const { instrument, history, pause } = setUp();
    for (const setA of ['Bell', 'Gong', 'Bell']) instrument.change({ setA });
    pause();
    instrument.change({ setA: 'Gong' });
    await history.undo();
    expect(instrument.patch.setA).toBe('Bell');
    await history.undo();
    expect([instrument.patch.setA, history.undoName]).toEqual(['Boom', undefined]);
  });

  it('keeps no step of a value that is back where it was', () => {
    const { instrument, history, setBrightness } = setUp();
    instrument.touch(true);
    setBrightness(1);
    setBrightness(0);
    instrument.touch(false);
    expect(history.undoName).toBe('brightness');
    instrument.change({ setA: 'Boom' });
    expect(history.position).toBe(1);
  });

  it('keeps the drags of two players apart', async () => {
    const { instrument, history, setBrightness, brightness } = setUp();
    instrument.touch(true);
    for (const value of [0.5, 1, 1.5]) {
      setBrightness(value);
      instrument.configure(withBase(instrument.settings, 'rms', -value));
    }
    instrument.touch(false);
    expect(history.position).toBe(2);
    await history.undo();
    expect([instrument.settings.bases.rms, brightness()]).toEqual([undefined, 1.5]);
  });

  it('takes a named change of several parts as one step', async () => {
    const { instrument, history, setBrightness, brightness } = setUp();
    instrument.recordChange(() => {
      instrument.change({ setA: 'Gong', gateMode: 'gated' });
      setBrightness(1);
    }, "preset 'Night'");
    expect(history.undoName).toBe("preset 'Night'");
    await history.undo();
    expect([instrument.patch.setA, instrument.patch.gateMode, brightness()]).toEqual(['Boom', 'one-shot', 0]);
  });

  it('forgets what was taken back once something else is changed', async () => {
    const { instrument, history, setBrightness } = setUp();
    setBrightness(1);
    await history.undo();
    expect(history.redoName).toBe('brightness');
    instrument.change({ setA: 'Gong' });
    expect(history.redoName).toBeUndefined();
  });

  it('gives a path over the map back after it was replaced', async () => {
    const { instrument, history, pause } = setUp();
    const { mapMotion } = instrument;
    mapMotion.record();
    vi.advanceTimersByTime(500);
    mapMotion.stop();
    const { path } = mapMotion;
    pause();
    mapMotion.clear();
    await history.undo();
    expect([mapMotion.path, history.undoName]).toEqual([path, 'path over the map']);
    await history.undo();
    expect(mapMotion.path).toEqual([]);
  });

  it('says why a change cannot be taken back, and goes on below it', async () => {
    const { instrument, history, messages, pause, brightness, setBrightness } = setUp();
    setBrightness(1);
    pause();
    instrument.change({ setA: 'Gong' });
    instrument.removeSet('Boom');
    await history.undo();
    expect(messages.at(-1)).toMatch(/^undo: not possible for set A: .*'Boom'/);
    history.add({ name: 'removal of all pairings', undo: undefined });
    await history.undo();
    expect(messages.at(-1)).toBe('undo: not possible for removal of all pairings');
    await history.undo();
    expect([brightness(), instrument.patch.setA]).toEqual([0, 'Gong']);
  });

  it('gives a calibration back', async () => {
    const { instrument, history } = setUp({ hasJacks: true });
    const calibrated = { slope: 1.01, offset: 0.02 };
    const { calibration } = instrument.settings;
    instrument.configure({ ...instrument.settings, calibration: { ...calibration, cv4: calibrated } });
    instrument.touch(false);
    instrument.uncalibrate('cv4');
    expect([instrument.settings.calibration.cv4, history.undoName]).toEqual([UNCALIBRATED, 'calibration of CV 4']);
    await history.undo();
    expect(instrument.settings.calibration.cv4).toEqual(calibrated);
  });

  it('keeps 200 steps, and counts the others', () => {
    const { history } = setUp();
    for (let n = 0; n < 250; n++) history.add({ name: `step ${n}`, undo: () => undefined });
    expect([history.undoName, history.position]).toEqual(['step 249', 250]);
  });

  it('does not record voltages of the panel on a board with jacks', () => {
    const { instrument, history } = setUp({ hasJacks: true });
    instrument.handlePanelInput({ kind: 'cv', channel: 0, volts: 5 });
    expect(history.undoName).toBeUndefined();
  });
});
