import { NeurorackError } from '../errors.ts';
import type { MidiPorts, OnMidiBytes, OpenMidiOutput, OpenMidiPort } from '../midi-ports.ts';

/** MIDI ports that a test connects, plays and removes: each name is an input and an output. */
export interface FakeMidiPorts extends MidiPorts {
  connect(name: string): void;
  disconnect(name: string): void;
  /** Sends bytes of a port, a millisecond after its last ones; nothing while it is closed. */
  send(name: string, ...bytes: readonly number[]): void;
  /** Makes `list` and `openVirtual` throw, as without a sequencer; undefined: no longer. */
  fail(error: NeurorackError | undefined): void;
  /** Makes `open` refuse a port, as while another program has it. */
  refuse(name: string): void;
  /** Names of the open inputs, and of the open outputs. */
  readonly opened: readonly string[];
  readonly openedOutputs: readonly string[];
  /** Messages that an output has sent since the last call. */
  sent(name: string): readonly (readonly number[])[];
}

export function createFakeMidiPorts({ hasVirtual = true } = {}): FakeMidiPorts {
  const names = new Set<string>();
  const refused = new Set<string>();
  const listeners = new Map<string, OnMidiBytes>();
  const outputs = new Set<string>();
  const messages = new Map<string, (readonly number[])[]>();
  let timeMs = 0;
  let fault: NeurorackError | undefined;

  function listen(name: string, onBytes: OnMidiBytes): OpenMidiPort {
    listeners.set(name, onBytes);
    return { close: () => void listeners.delete(name) };
  }

  function output(name: string): OpenMidiOutput {
    outputs.add(name);
    return {
      send: (bytes) => {
        if (!outputs.has(name)) throw new Error('the port is gone');
        messages.set(name, [...(messages.get(name) ?? []), bytes]);
      },
      close: () => void outputs.delete(name),
    };
  }

  /** @throws NeurorackError for a port that is not connected, or refused */
  function checkPort(name: string, kind: 'input' | 'output'): void {
    if (!names.has(name)) {
      throw new NeurorackError('missing-device', `the MIDI ${kind} '${name}' is gone`, { remedy: 'connect it' });
    }
    if (refused.has(name)) {
      throw new NeurorackError('device-fault', `the MIDI ${kind} '${name}' does not open`, {
        remedy: 'close the program that has it',
      });
    }
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
      checkPort(name, 'input');
      return listen(name, onBytes);
    },
    openVirtual: (name, onBytes) => {
      check();
      return hasVirtual ? listen(name, onBytes) : undefined;
    },
    listOutputs: () => {
      check();
      return [...names];
    },
    openOutput: (name) => {
      checkPort(name, 'output');
      return output(name);
    },
    openVirtualOutput: (name) => {
      check();
      return hasVirtual ? output(name) : undefined;
    },
    close: () => undefined,
    connect: (name) => void names.add(name),
    disconnect: (name) => {
      names.delete(name);
      listeners.delete(name);
      outputs.delete(name);
    },
    send: (name, ...bytes) => listeners.get(name)?.(bytes, timeMs++),
    fail: (error) => {
      fault = error;
    },
    refuse: (name) => void refused.add(name),
    get opened() {
      return [...listeners.keys()];
    },
    get openedOutputs() {
      return [...outputs];
    },
    sent: (name) => {
      const all = messages.get(name) ?? [];
      messages.delete(name);
      return all;
    },
  };
}
