import type { WebSocket } from 'ws';
import type { NeurorackError } from '../contracts/errors.ts';
import { audioMessage } from './audio-message.ts';
import type { PanelInstrument } from './instrument.ts';
import { actionSchema, type PanelMessage } from './protocol.ts';

const SOUND_MS = 10;
const STATE_MS = 33;
const METERS_MS = 250;
/** A page that has this much unread sound gets no more until it has caught up, bytes. */
const MOST_UNREAD = 256 * 1024;

/** The pages that look at an instrument. */
export interface Clients {
  readonly count: number;
  add(socket: WebSocket): void;
  /** Messages of sound that slow pages did not get. */
  readonly dropped: number;
  close(): void;
}

/** Sends what changes to every page, and takes in what pages ask for. A slow page loses sound; nothing waits for it. */
export function createClients({ instrument }: { readonly instrument: PanelInstrument }): Clients {
  const listening = new Map<WebSocket, boolean>();
  let dropped = 0;
  let lastState = '';
  let lastOled = '';

  const send = (socket: WebSocket, message: PanelMessage): void => socket.send(JSON.stringify(message));
  const sendAll = (text: string): void => {
    for (const socket of listening.keys()) if (socket.bufferedAmount < MOST_UNREAD) socket.send(text);
  };

  function sendSound(): void {
    const { frame, samples } = instrument.takeSound();
    if (samples.length === 0) return;
    const message = audioMessage(frame, instrument.hello.sampleRate, samples);
    for (const [socket, isListening] of listening) {
      if (!isListening) continue;
      if (socket.bufferedAmount < MOST_UNREAD) socket.send(message);
      else dropped++;
    }
  }

  function sendState(): void {
    if (listening.size === 0) return;
    const state = JSON.stringify(instrument.state());
    if (state !== lastState) sendAll(state);
    lastState = state;
    const oled = JSON.stringify(instrument.oled());
    if (oled !== lastOled) sendAll(oled);
    lastOled = oled;
  }

  function receive(socket: WebSocket, text: string): void {
    const parsed = actionSchema.safeParse(parse(text));
    if (!parsed.success) {
      send(socket, { type: 'refused', message: 'that is not something a panel can ask for' });
      return;
    }
    const action = parsed.data;
    if (action.type === 'listen') {
      listening.set(socket, action.isOn);
      return;
    }
    try {
      instrument.act(action);
    } catch (error) {
      send(socket, { type: 'refused', message: sentenceOf(error) });
    }
  }

  const timers = [
    setInterval(sendSound, SOUND_MS),
    setInterval(sendState, STATE_MS),
    setInterval(() => {
      if (listening.size > 0) sendAll(JSON.stringify(instrument.meters()));
    }, METERS_MS),
  ];
  return {
    get count() {
      return listening.size;
    },
    get dropped() {
      return dropped;
    },
    add: (socket) => {
      listening.set(socket, false);
      socket.on('message', (data, isBinary) => {
        if (!isBinary) receive(socket, data.toString());
      });
      socket.on('close', () => listening.delete(socket));
      // A page that breaks off is not an error of ours.
      socket.on('error', () => socket.terminate());
      send(socket, instrument.hello);
      send(socket, instrument.state());
      send(socket, instrument.oled());
      send(socket, instrument.meters());
    },
    close: () => {
      for (const timer of timers) clearInterval(timer);
      for (const socket of listening.keys()) socket.close(1001, 'the instrument was switched off');
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return 'that did not work';
  const remedy = (error as Partial<NeurorackError>).remedy;
  return remedy === undefined ? error.message : `${error.message}: ${remedy}`;
}
