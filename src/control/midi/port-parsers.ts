import { createMidiParser, type MidiCounts, type MidiParser } from './midi-parser.ts';

/** A port that has sent active sensing is gone after this silence, µs (MIDI 1.0, active sensing: 300 ms and a tenth). */
const SENSING_US = 330_000;
/** Ports with parsers of their own; the bytes of more are counted and ignored. */
const MAX_PORTS = 64;

/** A parser for each port, and the ports that fall silent. */
export interface PortParsers {
  receive(port: string, bytes: ArrayLike<number>, nowUs: number): void;
  /** Expects a message of a port at least each 330 ms from now on. */
  sense(port: string, nowUs: number): void;
  /** Ports that have been silent for too long, each once. */
  silent(nowUs: number): readonly string[];
  /** Of all ports. */
  readonly counts: MidiCounts;
}

interface Port {
  readonly parser: MidiParser;
  /** Time of the last message, once the port has sent active sensing. */
  sensedUs: number | undefined;
}

export function createPortParsers(
  onMessage: (port: string, status: number, first: number, second: number) => void,
): PortParsers {
  const ports = new Map<string, Port>();
  let beyond = 0;

  function open(name: string): Port {
    const parser = createMidiParser((status, first, second) => onMessage(name, status, first, second));
    const port = { parser, sensedUs: undefined };
    ports.set(name, port);
    return port;
  }

  return {
    receive: (name, bytes, nowUs) => {
      const known = ports.get(name);
      if (known === undefined && ports.size >= MAX_PORTS) {
        beyond += bytes.length;
        return;
      }
      const port = known ?? open(name);
      if (port.sensedUs !== undefined) port.sensedUs = nowUs;
      port.parser.receive(bytes);
    },
    sense: (name, nowUs) => {
      const port = ports.get(name);
      if (port !== undefined) port.sensedUs = nowUs;
    },
    silent: (nowUs) => {
      const found: string[] = [];
      for (const [name, port] of ports) {
        if (port.sensedUs === undefined || nowUs - port.sensedUs <= SENSING_US) continue;
        port.sensedUs = undefined;
        found.push(name);
      }
      return found;
    },
    get counts() {
      const all = { messages: 0, sysexBytes: 0, ignoredBytes: beyond };
      for (const { parser } of ports.values()) {
        all.messages += parser.counts.messages;
        all.sysexBytes += parser.counts.sysexBytes;
        all.ignoredBytes += parser.counts.ignoredBytes;
      }
      return all;
    },
  };
}
