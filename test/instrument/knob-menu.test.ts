import { describe, expect, it, vi } from 'vitest';
import { NeurorackError } from '../../src/contracts/errors.ts';
import type { JackCalibration } from '../../src/instrument/jack-calibration.ts';
import { createKnobMenu } from '../../src/instrument/knob-menu.ts';
import { createFakeTakeRecorder } from './fake-take-recorder.ts';
import { createIdleInstrument } from './idle-instrument.ts';

function setUp() {
  const jacks: JackCalibration = { jacks: [], measure: vi.fn(), reset: vi.fn(), close: () => undefined };
  const messages: string[] = [];
  const powerOff = vi.fn();
  const recorder = createFakeTakeRecorder();
  const { instrument } = createIdleInstrument();
  const menu = createKnobMenu({
    source: { ...instrument, recorder },
    jacks,
    powerOff,
    onMessage: (line) => void messages.push(line),
  });
  return { menu, jacks, messages, powerOff, recorder };
}

describe('the menu of the knob', () => {
  it('shows a refused measurement as a message, since the knob has no caller', () => {
    const { menu, jacks, messages } = setUp();
    vi.mocked(jacks.measure).mockImplementation(() => {
      throw new NeurorackError('busy', 'cv1 is being measured', { remedy: 'wait' });
    });
    menu.apply({ kind: 'measure', jack: 'cv2', volts: 5 });
    expect(messages).toEqual(['cv1 is being measured: wait']);
  });

  it('throws errors that are not for the player', () => {
    const { menu, jacks } = setUp();
    vi.mocked(jacks.measure).mockImplementation(() => {
      throw new TypeError('a defect');
    });
    expect(() => menu.apply({ kind: 'measure', jack: 'cv2', volts: 5 })).toThrow(TypeError);
  });

  it('switches the board off and resets jacks', () => {
    const { menu, jacks, powerOff } = setUp();
    menu.apply({ kind: 'shutdown' });
    menu.apply({ kind: 'uncalibrate', jack: 'cv3' });
    expect(powerOff).toHaveBeenCalledOnce();
    expect(jacks.reset).toHaveBeenCalledExactlyOnceWith('cv3');
  });

  it('records takes', () => {
    const { menu, recorder } = setUp();
    for (const command of ['start', 'stop', 'keep'] as const) menu.apply({ kind: 'recording', command });
    expect(recorder.commands).toEqual(['start', 'stop', 'keep']);
    expect(menu.model().recording).toBe('idle');
  });

  it('models the instrument without presets and network as absent', () => {
    const { menu } = setUp();
    expect(menu.model()).toMatchObject({ sets: ['Boom', 'Bell'], canShutDown: false, presets: undefined });
  });
});
