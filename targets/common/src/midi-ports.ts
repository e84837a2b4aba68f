import { createRequire } from 'node:module';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { MidiPorts, OnMidiBytes, OpenMidiPort } from '@neurorack/contracts/midi-ports';
import { silenceAlsaMessages } from './alsa-messages.ts';

/** An input of @julusian/midi (src/input.ts of 3.7). It keeps the process running until `destroy`. */
export interface MidiLibraryInput {
  getPortCount(): number;
  getPortName(port: number): string;
  openPort(port: number): void;
  /** Of ALSA, JACK and CoreMIDI; Windows has none. */
  openVirtualPort(name: string): void;
  /** Which messages are left out; all three by default. */
  ignoreTypes(sysex: boolean, timing: boolean, activeSensing: boolean): void;
  /** @param listener gets seconds since the last message, and the bytes of one message */
  on(event: 'message', listener: (deltaTime: number, message: number[]) => void): unknown;
  closePort(): void;
  destroy(): void;
}

/** The part of @julusian/midi that is used: RtMidi over ALSA, CoreMIDI and Windows, prebuilt. */
export interface MidiLibrary {
  /** Throws 'Failed to initialise RtMidi' where the system has no sequencer. */
  readonly Input: new () => MidiLibraryInput;
}

export interface MidiPortsOptions {
  readonly load?: () => MidiLibrary;
  readonly platform?: NodeJS.Platform;
}

/** @throws NeurorackError 'missing-library' with the install step */
function loadMidi(): MidiLibrary {
  try {
    silenceAlsaMessages();
    return createRequire(import.meta.url)('@julusian/midi');
  } catch (cause) {
    throw new NeurorackError('missing-library', 'MIDI needs the package @julusian/midi, which does not load here', {
      remedy: 'run `npm install @julusian/midi`, or connect MIDI in the panel',
      cause,
    });
  }
}

/** The MIDI inputs of this computer through @julusian/midi, which loads at the first call. System exclusive messages are left out. */
export function createMidiPorts({ load = loadMidi, platform = process.platform }: MidiPortsOptions = {}): MidiPorts {
  let library: MidiLibrary | undefined;
  let scanner: MidiLibraryInput | undefined;

  function create(): MidiLibraryInput {
    library ??= load();
    try {
      return new library.Input();
    } catch (cause) {
      throw new NeurorackError('missing-device', 'this computer has no MIDI sequencer', {
        remedy: platform === 'linux' ? 'run `modprobe snd-seq`, and start again' : 'start again once MIDI works here',
        cause,
      });
    }
  }

  function names(of: MidiLibraryInput): readonly string[] {
    return Array.from({ length: of.getPortCount() }, (_, port) => of.getPortName(port));
  }

  function listen(input: MidiLibraryInput, onBytes: OnMidiBytes, connect: () => void, name: string): OpenMidiPort {
    try {
      input.ignoreTypes(true, false, false);
      let timeMs = 0;
      input.on('message', (deltaTime, message) => {
        // The driver's own times: those of calls stray by whatever else this thread does.
        timeMs += 1000 * deltaTime;
        onBytes(message, timeMs);
      });
      connect();
    } catch (cause) {
      input.destroy();
      throw new NeurorackError('device-fault', `the MIDI input '${name}' does not open`, {
        remedy: 'close the program that has it, and connect it again',
        cause,
      });
    }
    let isOpen = true;
    return {
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        input.closePort();
        input.destroy();
      },
    };
  }

  return {
    list: () => names((scanner ??= create())),
    open: (name, onBytes) => {
      const input = create();
      const port = names(input).indexOf(name);
      if (port >= 0) return listen(input, onBytes, () => input.openPort(port), name);
      input.destroy();
      throw new NeurorackError('missing-device', `the MIDI input '${name}' is gone`, { remedy: 'connect it again' });
    },
    openVirtual: (name, onBytes) => {
      const input = create();
      if (platform !== 'win32') return listen(input, onBytes, () => input.openVirtualPort(name), name);
      input.destroy();
      return undefined;
    },
    close: () => {
      scanner?.destroy();
      scanner = undefined;
    },
  };
}
