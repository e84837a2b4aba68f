import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openMidiInputs } from '../../src/app/midi-inputs.ts';
import { runMidiOut } from '../../src/app/midi-out-loop.ts';
import { openMidiOutputs } from '../../src/app/midi-outputs.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { createFakeMidiPorts } from '../../src/contracts/fakes/fake-midi-ports.ts';
import { DESTINATIONS } from '../../src/control/destination.ts';
import { type MidiMapping, midiMappingSchema } from '../../src/control/midi/midi-mapping.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(out: Parameters<typeof midiMappingSchema.parse>[0] = {}, ports = createFakeMidiPorts()) {
  const messages: string[] = [];
  const gates = [false, false];
  let mapping = midiMappingSchema.parse({ out });
  let onMapping: (mapping: MidiMapping) => void = () => undefined;
  const outputs = openMidiOutputs({ ports, onMessage: (sentence) => void messages.push(sentence) });
  const loop = runMidiOut({
    outputs,
    midi: {
      get mapping() {
        return mapping;
      },
      onMapping: (listener) => {
        onMapping = listener;
      },
    },
    view: {
      controls: () => ({ volts: [], gates, value: (id) => (DESTINATIONS.includes(id) ? 0 : Number.NaN) }),
      outputTap: {
        poll: () => undefined,
        recentSamples: new Float32Array(),
        level: 0,
        descriptors: { centroid: 15_000 },
        take: () => ({ frame: 0, samples: new Float32Array() }),
      },
    },
    nowMs: () => Date.now(),
  });
  const use = (next: Parameters<typeof midiMappingSchema.parse>[0]): void => {
    mapping = midiMappingSchema.parse({ out: next });
    onMapping(mapping);
  };
  return { ports, messages, gates, outputs, loop, use };
}

describe('the MIDI outputs of a computer', () => {
  it('send gates, descriptors and a clock to the port that other programs connect to', () => {
    const { ports, gates } = setUp({ descriptors: [{ descriptor: 'centroid', cc: 20 }], clock: 120 });
    gates[0] = true;
    vi.advanceTimersByTime(10);
    expect(ports.sent('neurorack')).toEqual([[0xfa], [0xf8], [0x90, 60, 127], [0xb0, 20, 127]]);
    gates[0] = false;
    vi.advanceTimersByTime(10);
    expect(ports.sent('neurorack')).toEqual([[0x80, 60, 0]]);
    vi.advanceTimersByTime(1000);
    expect(ports.sent('neurorack').length).toBeCloseTo(48, -0.5);
  });

  it('send to chosen ports as they come and go, by the beginning of their names', () => {
    const { ports, gates, messages } = setUp({ ports: ['Synth'] });
    ports.connect('Keys 20:0');
    ports.connect('Synth 24:0');
    vi.advanceTimersByTime(1000);
    gates[0] = true;
    vi.advanceTimersByTime(10);
    expect(ports.sent('Synth 24:0')).toEqual([[0x90, 60, 127]]);
    expect(ports.sent('Keys 20:0')).toEqual([]);
    ports.disconnect('Synth 24:0');
    gates[0] = false;
    vi.advanceTimersByTime(1000);
    ports.connect('Synth 32:0');
    vi.advanceTimersByTime(1000);
    gates[0] = true;
    vi.advanceTimersByTime(10);
    expect(ports.sent('Synth 32:0')).toEqual([[0x90, 60, 127]]);
    expect(messages.at(-1)).toBe('MIDI: Synth 32:0 is sent to');
  });

  it('end the notes of a mapping that another one replaces, and stop its clock', () => {
    const { ports, gates, use } = setUp({ clock: 60 });
    gates[0] = true;
    vi.advanceTimersByTime(10);
    ports.sent('neurorack');
    use({ gate1: 5 });
    expect(ports.sent('neurorack')).toEqual([[0x80, 60, 0], [0xfc]]);
    vi.advanceTimersByTime(10);
    expect(ports.sent('neurorack')).toEqual([[0x94, 60, 127]]);
  });

  it('send nothing, and report nothing, without a sequencer', () => {
    const ports = createFakeMidiPorts();
    ports.fail(new NeurorackError('missing-device', 'this computer has no MIDI sequencer', { remedy: 'run it' }));
    const { outputs, messages, loop } = setUp({ ports: ['Synth'], clock: 60 }, ports);
    vi.advanceTimersByTime(5000);
    expect([outputs.isOpen, messages]).toEqual([false, []]);
    loop.close();
    outputs.close();
  });

  it('end their notes at the end, and close', () => {
    const { ports, gates, outputs, loop } = setUp();
    gates[1] = true;
    vi.advanceTimersByTime(10);
    loop.close();
    outputs.close();
    expect(ports.sent('neurorack')).toEqual([
      [0x91, 60, 127],
      [0x81, 60, 0],
    ]);
    expect(ports.openedOutputs).toEqual([]);
  });
});

it('the inputs leave out the port that the instrument itself sends to', () => {
  const ports = createFakeMidiPorts();
  for (const name of ['RtMidi Output Client:neurorack 129:0', 'neurorack', 'neurorack keys']) ports.connect(name);
  const midi = { receive: () => undefined, releasePort: () => undefined };
  const inputs = openMidiInputs({ ports, midi, onMessage: () => undefined });
  expect(inputs.names).toEqual(['neurorack keys']);
  inputs.close();
});
