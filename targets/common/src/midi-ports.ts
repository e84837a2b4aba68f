import { NeurorackError } from '@neurorack/contracts/errors';
import type { MidiPorts, OnMidiBytes, OpenMidiPort } from '@neurorack/contracts/midi-ports';
import {
  loadMidi,
  type MidiLibrary,
  type MidiLibraryInput,
  type MidiLibraryOutput,
  type MidiLibraryPort,
  openSequencer as openAlsaSequencer,
  withoutSequencer,
} from './midi-library.ts';

export interface MidiPortsOptions {
  readonly load?: () => MidiLibrary;
  /** Throws where ALSA has no sequencer. */
  readonly openSequencer?: () => void;
  readonly platform?: NodeJS.Platform;
}

/** The MIDI ports of this computer through @julusian/midi, which loads at the first call. System exclusive messages are left out. */
export function createMidiPorts({
  load = loadMidi,
  platform = process.platform,
  openSequencer = openAlsaSequencer,
}: MidiPortsOptions = {}): MidiPorts {
  const hasVirtual = platform !== 'win32';
  let library: MidiLibrary | undefined;
  let scanner: MidiLibraryInput | undefined;
  let outputScanner: MidiLibraryOutput | undefined;

  function create<Port>(kind: (of: MidiLibrary) => new () => Port): Port {
    library ??= load();
    try {
      if (platform === 'linux') openSequencer();
      return new (kind(library))();
    } catch (cause) {
      throw withoutSequencer(platform, cause);
    }
  }
  const createInput = (): MidiLibraryInput => create(({ Input }) => Input);
  const createOutput = (): MidiLibraryOutput => create(({ Output }) => Output);

  function listen(onBytes: OnMidiBytes): MidiLibraryInput {
    const input = createInput();
    input.ignoreTypes(true, false, false);
    let timeMs = 0;
    input.on('message', (deltaTime, message) => {
      // The driver's own times: those of calls stray by whatever else this thread does.
      timeMs += 1000 * deltaTime;
      onBytes(message, timeMs);
    });
    return input;
  }

  function sending(output: MidiLibraryOutput, connected: OpenMidiPort) {
    return { ...connected, send: (bytes: readonly number[]) => output.sendMessage([...bytes]) };
  }

  return {
    list: () => names((scanner ??= createInput())),
    open: (name, onBytes) => connect(listen(onBytes), name, 'input'),
    openVirtual: (name, onBytes) => (hasVirtual ? connectVirtual(listen(onBytes), name) : undefined),
    listOutputs: () => names((outputScanner ??= createOutput())),
    openOutput: (name) => {
      const output = createOutput();
      return sending(output, connect(output, name, 'output'));
    },
    openVirtualOutput: (name) => {
      if (!hasVirtual) return undefined;
      const output = createOutput();
      return sending(output, connectVirtual(output, name));
    },
    close: () => {
      scanner?.destroy();
      outputScanner?.destroy();
      scanner = undefined;
      outputScanner = undefined;
    },
  };
}

function names(of: MidiLibraryPort): readonly string[] {
  return Array.from({ length: of.getPortCount() }, (_, port) => of.getPortName(port));
}

function connect(port: MidiLibraryPort, name: string, kind: 'input' | 'output'): OpenMidiPort {
  const index = names(port).indexOf(name);
  if (index >= 0) return opened(port, () => port.openPort(index), `the MIDI ${kind} '${name}'`);
  port.destroy();
  throw new NeurorackError('missing-device', `the MIDI ${kind} '${name}' is gone`, { remedy: 'connect it again' });
}

const connectVirtual = (port: MidiLibraryPort, name: string): OpenMidiPort =>
  opened(port, () => port.openVirtualPort(name), `the MIDI port '${name}'`);

function opened(port: MidiLibraryPort, open: () => void, title: string): OpenMidiPort {
  try {
    open();
  } catch (cause) {
    port.destroy();
    throw new NeurorackError('device-fault', `${title} does not open`, {
      remedy: 'close the program that has it, and connect it again',
      cause,
    });
  }
  let isOpen = true;
  return {
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      port.closePort();
      port.destroy();
    },
  };
}
