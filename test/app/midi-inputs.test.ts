import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openMidiInputs } from '../../src/app/midi-inputs.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { createFakeMidiPorts } from '../../src/contracts/fakes/fake-midi-ports.ts';
import { createMidiOverlay } from '../../src/control/midi/midi-overlay.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { createMidiController } from '../../src/instrument/midi-controller.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(ports = createFakeMidiPorts()) {
  const messages: string[] = [];
  const gates: boolean[] = [];
  const onMessage = (sentence: string): void => void messages.push(sentence);
  const midi = createMidiController({
    overlay: createMidiOverlay(),
    settings: () => DEFAULT_CONTROL_SETTINGS,
    configure: () => undefined,
    onOverlay: () => undefined,
    onInput: (input) => void (input.kind === 'gate' && gates.push(input.isHigh)),
    presets: () => undefined,
    onMessage,
  });
  return { ports, messages, gates, open: () => openMidiInputs({ ports, midi, onMessage }) };
}

describe('the MIDI inputs of a computer', () => {
  it('play when they are there, and when they come later', () => {
    const { ports, messages, gates, open } = setUp();
    ports.connect('Keys');
    const inputs = open();
    ports.send('Keys', 0x90, 60, 100, 0x80, 60, 0);
    expect(gates).toEqual([true, false]);
    ports.connect('Pads');
    vi.advanceTimersByTime(1000);
    ports.send('Pads', 0x90, 60, 100);
    expect(gates).toEqual([true, false, true]);
    expect(inputs.names).toEqual(['Keys', 'Pads']);
    expect(messages).toEqual(['MIDI: Keys plays', 'MIDI: Pads plays']);
  });

  it('end their notes when they go, and play again once they are back', () => {
    const { ports, messages, gates, open } = setUp();
    ports.connect('Keys');
    open();
    ports.send('Keys', 0x90, 60, 100);
    ports.disconnect('Keys');
    vi.advanceTimersByTime(1000);
    expect(gates).toEqual([true, false]);
    ports.connect('Keys');
    vi.advanceTimersByTime(1000);
    ports.send('Keys', 0x90, 60, 100);
    expect(gates).toEqual([true, false, true]);
    expect(messages).toEqual(['MIDI: Keys plays', 'MIDI: Keys is gone', 'MIDI: Keys plays']);
  });

  it('have one that other programs connect to', () => {
    const { ports, gates, open } = setUp();
    open();
    ports.send('neurorack', 0x90, 60, 100);
    expect(gates).toEqual([true]);
  });

  it('are missing without a sequencer: one message, and nothing more is tried', () => {
    const { ports, messages, open } = setUp();
    const fault = new NeurorackError('missing-device', 'this computer has no MIDI sequencer', { remedy: 'run it' });
    ports.fail(fault);
    const inputs = open();
    vi.advanceTimersByTime(10_000);
    expect(messages).toEqual(['MIDI: this computer has no MIDI sequencer; run it']);
    inputs.close();
  });

  it('are missing without a word where the optional library is', () => {
    const { ports, messages, open } = setUp();
    ports.fail(new NeurorackError('missing-library', 'MIDI needs a package', { remedy: 'install it' }));
    open();
    expect(messages).toEqual([]);
  });

  it('report one that does not open once, and open the others', () => {
    const { ports, messages, open } = setUp();
    ports.connect('Taken');
    ports.refuse('Taken');
    ports.connect('Keys');
    expect(open().names).toEqual(['Keys']);
    vi.advanceTimersByTime(5000);
    expect(messages.filter((one) => one.includes('Taken'))).toHaveLength(1);
  });

  it('release what they hold, and close, at the end', () => {
    const { ports, gates, open } = setUp();
    ports.connect('Keys');
    const inputs = open();
    ports.send('Keys', 0x90, 60, 100);
    inputs.close();
    inputs.close();
    expect(gates).toEqual([true, false]);
    expect(ports.opened).toEqual([]);
  });
});
