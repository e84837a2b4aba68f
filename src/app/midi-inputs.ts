import { NeurorackError } from '../contracts/errors.ts';
import type { MidiPorts, OpenMidiPort } from '../contracts/midi-ports.ts';
import type { MidiController } from '../instrument/midi-controller.ts';
import { sentenceOf } from './sentence-of.ts';

/** Interval at which ports that come and go are looked for, ms. */
const SCAN_MS = 1000;
/** The input and the output that other programs connect to. */
export const VIRTUAL_PORT = 'neurorack';
/** ALSA lists them as 'RtMidi Output Client:neurorack 129:0': the instrument does not play what it sends. */
const isOwn = (name: string): boolean => /(^|:)neurorack( \d+:\d+)?$/.test(name);

/** The MIDI inputs of the computer, as they come and go. Main thread. */
export interface MidiInputs {
  /** Names of the inputs that play, without the virtual one. */
  readonly names: readonly string[];
  close(): void;
}

export interface MidiInputsOptions {
  readonly ports: MidiPorts;
  readonly midi: Pick<MidiController, 'receive' | 'releasePort'>;
  /** Called once with each fault, as a sentence, and with each port that comes or goes. */
  readonly onMessage: (sentence: string) => void;
}

/**
 * Opens every input, and those that come later. What a port that goes has held is released; the port plays again once it is back. Without a
 * sequencer one message reports it, without the optional library none, and nothing more is tried.
 */
export function openMidiInputs({ ports, midi, onMessage }: MidiInputsOptions): MidiInputs {
  const opened = new Map<string, OpenMidiPort>();
  /** Ports that do not open; tried again once they have gone and come back. */
  const refused = new Set<string>();
  let virtual: OpenMidiPort | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;

  function open(name: string): void {
    try {
      const port = ports.open(name, (bytes, timeMs) => midi.receive(name, bytes, timeMs));
      opened.set(name, port);
      onMessage(`MIDI: ${name} plays`);
    } catch (error) {
      refused.add(name);
      onMessage(`MIDI: ${sentenceOf(error)}`);
    }
  }

  function release(name: string, port: OpenMidiPort): void {
    opened.delete(name);
    port.close();
    midi.releasePort(name);
  }

  function scan(): void {
    const names = ports.list().filter((name) => !isOwn(name));
    for (const [name, port] of opened) {
      if (names.includes(name)) continue;
      release(name, port);
      onMessage(`MIDI: ${name} is gone`);
    }
    for (const name of refused) if (!names.includes(name)) refused.delete(name);
    for (const name of names) if (!opened.has(name) && !refused.has(name)) open(name);
  }

  function close(): void {
    clearInterval(timer);
    for (const [name, port] of opened) release(name, port);
    if (virtual !== undefined) release(VIRTUAL_PORT, virtual);
    virtual = undefined;
    ports.close();
  }

  /** Ends at the first fault, which would come again each second. */
  function unlessFaulty(work: () => void): void {
    try {
      work();
    } catch (error) {
      close();
      const isChoice = error instanceof NeurorackError && error.kind === 'missing-library';
      if (!isChoice) onMessage(`MIDI: ${sentenceOf(error)}`);
    }
  }

  unlessFaulty(() => {
    virtual = ports.openVirtual(VIRTUAL_PORT, (bytes, timeMs) => midi.receive(VIRTUAL_PORT, bytes, timeMs));
    scan();
    timer = setInterval(() => unlessFaulty(scan), SCAN_MS);
    timer.unref();
  });
  return {
    get names() {
      return [...opened.keys()];
    },
    close,
  };
}
