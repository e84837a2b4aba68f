import { NeurorackError } from '../errors.ts';
import type { MidiPorts, OnMidiBytes, OpenMidiPort } from '../midi-ports.ts';

/** MIDI inputs that a test connects, plays and removes. */
export interface FakeMidiPorts extends MidiPorts {
  connect(name: string): void;
  disconnect(name: string): void;
  /** Sends bytes of a port, a millisecond after its last ones; nothing while it is closed. */
  send(name: string, ...bytes: readonly number[]): void;
  /** Makes `list` and `openVirtual` throw, as without a sequencer; undefined: no longer. */
  fail(error: NeurorackError | undefined): void;
  /** Makes `open` refuse a port, as while another program has it. */
  refuse(name: string): void;
  /** Names of the open ports. */
  readonly opened: readonly string[];
}

export function createFakeMidiPorts({ hasVirtual = true } = {}): FakeMidiPorts {
  const names = new Set<string>();
  const refused = new Set<string>();
  const listeners = new Map<string, OnMidiBytes>();
  let timeMs = 0;
  let fault: NeurorackError | undefined;

  function listen(name: string, onBytes: OnMidiBytes): OpenMidiPort {
    listeners.set(name, onBytes);
    return { close: () => void listeners.delete(name) };
  }

  function check(): void {
    if (fault !== undefined) throw fault;
  }

  return {
    list: () => {
      check();
      return [...names];
    },
    open: (name, onBytes) => {
      if (!names.has(name)) {
        throw new NeurorackError('missing-device', `the MIDI input '${name}' is gone`, { remedy: 'connect it' });
      }
      if (refused.has(name)) {
        throw new NeurorackError('device-fault', `the MIDI input '${name}' does not open`, {
          remedy: 'close the program that has it',
        });
      }
      return listen(name, onBytes);
    },
    openVirtual: (name, onBytes) => {
      check();
      return hasVirtual ? listen(name, onBytes) : undefined;
    },
    close: () => undefined,
    connect: (name) => void names.add(name),
    disconnect: (name) => {
      names.delete(name);
      listeners.delete(name);
    },
    send: (name, ...bytes) => listeners.get(name)?.(bytes, timeMs++),
    fail: (error) => {
      fault = error;
    },
    refuse: (name) => void refused.add(name),
    get opened() {
      return [...listeners.keys()];
    },
  };
}
