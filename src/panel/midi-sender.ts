import type { PanelAction } from './protocol.ts';

/** Shortest time between two requests, ms: a client may send 400 a second, faders included. */
const MIN_INTERVAL_MS = 4;
/** Messages of one request, which may have 16 KiB. */
const MAX_MESSAGES = 128;
/** System exclusive messages, which the instrument skips, stay in the page. */
const SYSEX = 0xf0;

export interface MidiSenderOptions {
  readonly send: (action: PanelAction) => void;
  /** Monotonic, ms. Default: that of the page. */
  readonly nowMs?: (() => number) | undefined;
}

/** Sends the messages of MIDI ports to the instrument, which plays them: each at once after a pause, those of a flood together. */
export interface MidiSender {
  /** @param timeMs of its arrival */
  receive(port: string, bytes: ArrayLike<number>, timeMs: number): void;
  /** Reports that a port is gone: the release of a key is lost with the cable. */
  release(port: string): void;
}

export function createMidiSender({ send, nowMs = () => performance.now() }: MidiSenderOptions): MidiSender {
  const waiting = new Map<string, { bytes: number[]; timeMs: number }[]>();
  let sentMs = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.size > 0) sentMs = nowMs();
    for (const [port, messages] of waiting) {
      while (messages.length > 0) send({ type: 'midi', port, messages: messages.splice(0, MAX_MESSAGES) });
    }
    waiting.clear();
  }

  return {
    receive: (port, bytes, timeMs) => {
      if (bytes[0] === SYSEX) return;
      const messages = waiting.get(port) ?? [];
      waiting.set(port, messages);
      messages.push({ bytes: Array.from(bytes), timeMs });
      if (timer !== undefined) return;
      const waitMs = MIN_INTERVAL_MS - (nowMs() - sentMs);
      if (waitMs <= 0) flush();
      else timer = setTimeout(flush, waitMs);
    },
    release: (port) => {
      flush();
      send({ type: 'midi-release', port });
    },
  };
}
