import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { MidiPorts, OnMidiBytes, OpenMidiPort } from '@neurorack/contracts/midi-ports';
import { silenceAlsaMessages } from './alsa-messages.ts';

/** An input of @julusian/midi (dist/input.d.ts of 3.8). It keeps the process running until `destroy`. */
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
  /** Throws where ALSA has no sequencer. */
  readonly openSequencer?: () => void;
  readonly platform?: NodeJS.Platform;
}

/** The device of ALSA's sequencer. RtMidi writes to standard error before it fails without one, so it is looked for first. */
const SEQUENCER = '/dev/snd/seq';

/** @throws NeurorackError 'missing-library' with the install step, 'unsupported' where the package is there and does not load */
function loadMidi(): MidiLibrary {
  const require = createRequire(import.meta.url);
  try {
    require.resolve('@julusian/midi');
  } catch (cause) {
    throw new NeurorackError('missing-library', 'MIDI needs the package @julusian/midi, which is not installed', {
      remedy: 'run `npm install @julusian/midi`, or connect MIDI in the panel',
      cause,
    });
  }
  try {
    silenceAlsaMessages();
    return require('@julusian/midi');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new NeurorackError('unsupported', `the package @julusian/midi does not load here: ${reason}`, {
      remedy: reason.includes('libasound')
        ? 'run `apt-get install libasound2`, and start again, or connect MIDI in the panel'
        : 'connect MIDI in the panel',
      cause,
    });
  }
}

/** The MIDI inputs of this computer through @julusian/midi, which loads at the first call. System exclusive messages are left out. */
export function createMidiPorts({
  load = loadMidi,
  platform = process.platform,
  openSequencer = () => accessSync(SEQUENCER, constants.R_OK | constants.W_OK),
}: MidiPortsOptions = {}): MidiPorts {
  let library: MidiLibrary | undefined;
  let scanner: MidiLibraryInput | undefined;

  function create(): MidiLibraryInput {
    library ??= load();
    try {
      if (platform === 'linux') openSequencer();
      return new library.Input();
    } catch (cause) {
      throw withoutSequencer(platform, cause);
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

function withoutSequencer(platform: NodeJS.Platform, cause: unknown): NeurorackError {
  if (cause instanceof Error && 'code' in cause && cause.code === 'EACCES') {
    return new NeurorackError('missing-device', `this user may not open the MIDI sequencer ${SEQUENCER}`, {
      remedy: 'run `sudo usermod -aG audio $USER`, log in again, and start again',
      cause,
    });
  }
  return new NeurorackError('missing-device', 'this computer has no MIDI sequencer', {
    remedy: platform === 'linux' ? 'run `modprobe snd-seq`, and start again' : 'start again once MIDI works here',
    cause,
  });
}
