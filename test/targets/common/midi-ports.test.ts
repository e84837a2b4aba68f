import { describe, expect, it } from 'vitest';
import type {
  MidiLibrary,
  MidiLibraryInput,
  MidiLibraryOutput,
  MidiLibraryPort,
} from '../../../targets/common/src/midi-library.ts';
import { createMidiPorts } from '../../../targets/common/src/midi-ports.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';

const ignore = (): void => undefined;

/** A library with these ports; calls are recorded as the native one would get them. */
function fakeLibrary({ names = ['Keys 20:0', 'Pads 24:0'], hasSequencer = true, isBusy = false } = {}) {
  const calls: string[] = [];
  const listeners: ((deltaTime: number, message: number[]) => void)[] = [];
  const sent: number[][] = [];
  class Port implements MidiLibraryPort {
    constructor() {
      if (!hasSequencer) throw new Error('Failed to initialise RtMidi');
    }
    getPortCount = (): number => names.length;
    getPortName = (port: number): string => names[port];
    openPort(port: number): void {
      if (isBusy) throw new Error('Failed to open port');
      calls.push(`open ${port}`);
    }
    openVirtualPort = (name: string): void => void calls.push(`virtual ${name}`);
    closePort = (): void => void calls.push('close');
    destroy = (): void => void calls.push('destroy');
  }
  class Input extends Port implements MidiLibraryInput {
    ignoreTypes = (...types: boolean[]): void => void calls.push(`ignore ${types.join(' ')}`);
    on = (_event: 'message', listener: (deltaTime: number, message: number[]) => void): void =>
      void listeners.push(listener);
  }
  class Output extends Port implements MidiLibraryOutput {
    sendMessage = (message: number[]): void => void sent.push(message);
  }
  const library: MidiLibrary = { Input, Output };
  return { calls, listeners, sent, load: () => library, openSequencer: ignore };
}

describe('the ports of @julusian/midi', () => {
  it('are listed and opened by name, with clock and active sensing and without system exclusive messages', () => {
    const { calls, listeners, sent: _, ...library } = fakeLibrary();
    const ports = createMidiPorts({ ...library, platform: 'linux' });
    expect(ports.list()).toEqual(['Keys 20:0', 'Pads 24:0']);
    const received: [ArrayLike<number>, number][] = [];
    const port = ports.open('Pads 24:0', (bytes, timeMs) => void received.push([bytes, timeMs]));
    listeners[0](0, [0x90, 60, 1]);
    listeners[0](0.25, [0xf8]);
    expect(received).toEqual([
      [[0x90, 60, 1], 0],
      [[0xf8], 250],
    ]);
    port.close();
    port.close();
    ports.close();
    expect(calls).toEqual(['ignore true false false', 'open 1', 'close', 'destroy', 'destroy']);
  });

  it('have one that other programs connect to, except on Windows', () => {
    const { calls, load } = fakeLibrary();
    createMidiPorts({ load, platform: 'darwin' }).openVirtual('neurorack', ignore);
    expect(calls).toEqual(['ignore true false false', 'virtual neurorack']);
    expect(createMidiPorts({ load, platform: 'win32' }).openVirtual('neurorack', ignore)).toBeUndefined();
  });

  it('send whole messages to an output by name, and to one that other programs connect to, except on Windows', () => {
    const { calls, sent, load, openSequencer } = fakeLibrary();
    const ports = createMidiPorts({ load, openSequencer, platform: 'linux' });
    expect(ports.listOutputs()).toEqual(['Keys 20:0', 'Pads 24:0']);
    const output = ports.openOutput('Pads 24:0');
    output.send([0x90, 60, 1]);
    ports.openVirtualOutput('neurorack')?.send([0xf8]);
    output.close();
    output.close();
    ports.close();
    expect(sent).toEqual([[0x90, 60, 1], [0xf8]]);
    expect(calls).toEqual(['open 1', 'virtual neurorack', 'close', 'destroy', 'destroy']);
    expect(createMidiPorts({ load, platform: 'win32' }).openVirtualOutput('neurorack')).toBeUndefined();
  });

  it('refuse a port that is gone or taken, and leave nothing open', async () => {
    const { calls, listeners: _, sent: __, ...library } = fakeLibrary({ isBusy: true });
    const ports = createMidiPorts(library);
    expect(await namedErrorOf(async () => ports.open('Organ', ignore))).toMatchObject({ kind: 'missing-device' });
    expect(await namedErrorOf(async () => ports.open('Keys 20:0', ignore))).toMatchObject({ kind: 'device-fault' });
    expect(await namedErrorOf(async () => ports.openOutput('Organ'))).toMatchObject({
      kind: 'missing-device',
      message: "the MIDI output 'Organ' is gone",
    });
    expect(calls.filter((call) => call === 'destroy')).toHaveLength(3);
  });

  it('are missing where the system has no sequencer', async () => {
    const { load, openSequencer } = fakeLibrary({ hasSequencer: false });
    const error = await namedErrorOf(async () => createMidiPorts({ load, openSequencer, platform: 'linux' }).list());
    expect(error).toMatchObject({ kind: 'missing-device', remedy: expect.stringContaining('snd-seq') });
  });

  it('do not reach RtMidi, which writes to standard error, without the device of the sequencer or the right to it', async () => {
    const { load } = fakeLibrary({ hasSequencer: false });
    const fault = async (code: string) => {
      const openSequencer = (): never => {
        throw Object.assign(new Error(code), { code });
      };
      return namedErrorOf(async () => createMidiPorts({ load, openSequencer, platform: 'linux' }).list());
    };
    expect(await fault('ENOENT')).toMatchObject({ kind: 'missing-device', remedy: expect.stringContaining('snd-seq') });
    expect(await fault('EACCES')).toMatchObject({ kind: 'missing-device', remedy: expect.stringContaining('audio') });
  });
});

it('the installed @julusian/midi lists the ports of this computer, or the fault is named', async () => {
  const ports = createMidiPorts();
  const names = await (async () => ports.list())().catch((error: unknown) => error);
  if (!Array.isArray(names)) {
    const kinds = ['missing-library', 'missing-device', 'unsupported'];
    expect(names).toMatchObject({ kind: expect.toSatisfy((kind) => kinds.includes(kind)), remedy: expect.any(String) });
  }
  ports.close();
});
