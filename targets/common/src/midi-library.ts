import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { NeurorackError } from '@neurorack/contracts/errors';
import { silenceAlsaMessages } from './alsa-messages.ts';

/** An input or an output of @julusian/midi (dist/midi.d.ts of 3.8). It keeps the process running until `destroy`. */
export interface MidiLibraryPort {
  getPortCount(): number;
  getPortName(port: number): string;
  openPort(port: number): void;
  /** Of ALSA, JACK and CoreMIDI; Windows has none. */
  openVirtualPort(name: string): void;
  closePort(): void;
  destroy(): void;
}

export interface MidiLibraryInput extends MidiLibraryPort {
  /** Which messages are left out; all three by default. */
  ignoreTypes(sysex: boolean, timing: boolean, activeSensing: boolean): void;
  /** @param listener gets seconds since the last message, and the bytes of one message */
  on(event: 'message', listener: (deltaTime: number, message: number[]) => void): unknown;
}

export interface MidiLibraryOutput extends MidiLibraryPort {
  sendMessage(message: number[]): void;
}

/** The part of @julusian/midi that is used: RtMidi over ALSA, CoreMIDI and Windows, prebuilt. */
export interface MidiLibrary {
  /** Both throw 'Failed to initialise RtMidi' where the system has no sequencer. */
  readonly Input: new () => MidiLibraryInput;
  readonly Output: new () => MidiLibraryOutput;
}

/** The device of ALSA's sequencer. RtMidi writes to standard error before it fails without one, so it is looked for first. */
const SEQUENCER = '/dev/snd/seq';

/** Throws where this user cannot open ALSA's sequencer. */
export const openSequencer = (): void => accessSync(SEQUENCER, constants.R_OK | constants.W_OK);

/** @throws NeurorackError 'missing-library' with the install step, 'unsupported' where the package is there and does not load */
export function loadMidi(): MidiLibrary {
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

/** The error of a computer whose sequencer cannot be opened. */
export function withoutSequencer(platform: NodeJS.Platform, cause: unknown): NeurorackError {
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
