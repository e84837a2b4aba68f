import { NeurorackError } from '../contracts/errors.ts';
import type { MidiPorts, OpenMidiOutput } from '../contracts/midi-ports.ts';
import { VIRTUAL_PORT } from './midi-inputs.ts';
import { sentenceOf } from './sentence-of.ts';

/** Interval at which ports that come and go are looked for, ms. */
const SCAN_MS = 1000;

/** The MIDI outputs that the instrument sends to: the one that other programs connect to, and chosen ones as they come and go. Main thread. */
export interface MidiOutputs {
  /** Sends a message to every open output; one that is gone is closed. */
  send(bytes: readonly number[]): void;
  /** Sends to the ports whose names begin with one of these from now on. */
  choose(names: readonly string[]): void;
  readonly isOpen: boolean;
  close(): void;
}

export interface MidiOutputsOptions {
  readonly ports: Pick<MidiPorts, 'listOutputs' | 'openOutput' | 'openVirtualOutput'>;
  readonly onMessage: (sentence: string) => void;
}

/** Opens the outputs. Without a sequencer or the library nothing is sent, and nothing is reported: the inputs have reported it. */
export function openMidiOutputs({ ports, onMessage }: MidiOutputsOptions): MidiOutputs {
  const opened = new Map<string, OpenMidiOutput>();
  /** Ports that do not open; tried again once they have gone and come back. */
  const refused = new Set<string>();
  let chosen: readonly string[] = [];
  let timer: ReturnType<typeof setInterval> | undefined;

  const isChosen = (name: string): boolean => chosen.some((start) => name.startsWith(start));

  function open(name: string): void {
    try {
      opened.set(name, ports.openOutput(name));
      onMessage(`MIDI: ${name} is sent to`);
    } catch (error) {
      refused.add(name);
      onMessage(`MIDI: ${sentenceOf(error)}`);
    }
  }

  function drop(name: string): void {
    opened.get(name)?.close();
    opened.delete(name);
  }

  function scan(): void {
    const names = chosen.length > 0 ? ports.listOutputs() : [];
    for (const name of opened.keys()) {
      if (name === VIRTUAL_PORT || (names.includes(name) && isChosen(name))) continue;
      drop(name);
      onMessage(`MIDI: ${name} is sent to no more`);
    }
    for (const name of refused) if (!names.includes(name)) refused.delete(name);
    for (const name of names) if (isChosen(name) && !opened.has(name) && !refused.has(name)) open(name);
  }

  function close(): void {
    clearInterval(timer);
    for (const name of [...opened.keys()]) drop(name);
  }

  /** A fault would come again each second. */
  function unlessFaulty(work: () => void): void {
    try {
      work();
    } catch (error) {
      close();
      if (!(error instanceof NeurorackError)) throw error;
    }
  }

  unlessFaulty(() => {
    const virtual = ports.openVirtualOutput(VIRTUAL_PORT);
    if (virtual !== undefined) opened.set(VIRTUAL_PORT, virtual);
    timer = setInterval(() => unlessFaulty(scan), SCAN_MS);
    timer.unref();
  });
  return {
    send: (bytes) => {
      for (const [name, output] of opened) {
        try {
          output.send(bytes);
        } catch {
          // Its cable is out; the next look for ports opens it again once it is back.
          drop(name);
        }
      }
    },
    choose: (names) => {
      chosen = names;
      if (timer !== undefined) unlessFaulty(scan);
    },
    get isOpen() {
      return opened.size > 0;
    },
    close,
  };
}
