import type { WebSocket } from 'ws';
import { NeurorackError } from '../contracts/errors.ts';
import { audioMessage } from './audio-message.ts';
import { RATE_LIMIT_CODE, UNPAIRED_CODE } from './close-codes.ts';
import { createHoldArbiter } from './hold-arbiter.ts';
import type { PanelInstrument } from './instrument.ts';
import { actionSchema, type ServerMessage } from './protocol.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';

const SOUND_MS = 10;
const STATE_MS = 33;
const METERS_MS = 100;
/** A page has this long to answer the farewell, ms. */
const FAREWELL_MS = 250;
/** A page with this much unread sound (0.2 s) gets no more until it has caught up, bytes. */
const MOST_UNREAD_SOUND = 32 * 1024;
/** A page with this much unread altogether is told nothing more until it has caught up, bytes. */
const MOST_UNREAD = 128 * 1024;
/** What a page may say: four faders moved at once are a quarter of that. */
const SAYINGS = { burst: 800, perSecond: 400 };

/** The pages that look at an instrument. */
export interface Clients {
  readonly count: number;
  /** @param isWelcome asked from time to time: whether the page may stay */
  add(socket: WebSocket, isWelcome?: () => boolean): void;
  /** Shows the door to a page that was never let in. */
  reject(socket: WebSocket): void;
  /** Lets go those that are not welcome any more. */
  closeUnpaired(): void;
  /** Messages of sound that slow pages did not get. */
  readonly droppedAudioMessages: number;
  close(): void;
}

export interface ClientsOptions {
  readonly instrument: PanelInstrument;
  /** A page that does not answer for two of these is gone, ms. */
  readonly heartbeatMs: number;
}

interface Page {
  readonly isWelcome: () => boolean;
  readonly sayings: RateLimit;
  isListening: boolean;
  isInspecting: boolean;
  hasAnswered: boolean;
  /** What it was last told, by type. */
  readonly told: Map<ServerMessage['type'], string>;
}

/** Tells every page what changes, and does what pages ask for. A slow page loses sound; nothing waits for it. */
export function createClients({ instrument, heartbeatMs }: ClientsOptions): Clients {
  const pages = new Map<WebSocket, Page>();
  const hands = createHoldArbiter<WebSocket>((action) => instrument.dispatch(action));
  let dropped = 0;

  /** Tells a page what it does not know yet; one that reads too slowly learns the newest later. */
  function tell(socket: WebSocket, { told }: Page, type: ServerMessage['type'], text: string): void {
    if (told.get(type) === text || socket.bufferedAmount > MOST_UNREAD) return;
    told.set(type, text);
    socket.send(text);
  }

  function tellAll(...messages: ServerMessage[]): void {
    for (const message of messages) {
      const text = JSON.stringify(message);
      for (const [socket, page] of pages) tell(socket, page, message.type, text);
    }
  }

  /** Nobody measures the jacks for pages that do not look. */
  function tellJacks(): void {
    const inspecting = [...pages].filter(([, { isInspecting }]) => isInspecting);
    if (inspecting.length === 0) return;
    const text = JSON.stringify(instrument.jacks());
    for (const [socket, page] of inspecting) tell(socket, page, 'jacks', text);
  }

  function sendSound(): void {
    const { frame, samples } = instrument.takeAudio();
    if (samples.length === 0) return;
    const listeners = [...pages].filter(([, { isListening }]) => isListening);
    if (listeners.length === 0) return;
    const message = audioMessage(frame, instrument.hello.sampleRate, samples);
    for (const [socket] of listeners) {
      if (socket.bufferedAmount < MOST_UNREAD_SOUND) socket.send(message);
      else dropped++;
    }
  }

  function receive(socket: WebSocket, page: Page, text: string): void {
    const refuse = (message: string): void => socket.send(JSON.stringify({ type: 'refused', message }));
    const parsed = actionSchema.safeParse(parse(text));
    if (!parsed.success) {
      refuse('that is not something a panel can ask for');
      return;
    }
    const action = parsed.data;
    if (action.type === 'listen') {
      page.isListening = action.isOn;
      return;
    }
    if (action.type === 'inspect') {
      page.isInspecting = action.isOn;
      return;
    }
    try {
      hands.dispatch(socket, action);
    } catch (error) {
      refuse(sentenceOf(error));
    }
  }

  /** Nothing more is heard of it: what it still says is not even read. */
  function cut(socket: WebSocket, code: number, reason: string): void {
    guarded(() => leave(socket))();
    socket.close(code, reason);
    socket.pause();
    setTimeout(() => socket.terminate(), FAREWELL_MS).unref();
  }

  function review(): void {
    for (const [socket, { isWelcome }] of pages) {
      if (!isWelcome()) cut(socket, UNPAIRED_CODE, 'not paired');
    }
  }

  function listenForLife(): void {
    review();
    for (const [socket, page] of pages) {
      if (page.hasAnswered) socket.ping();
      else socket.terminate();
      page.hasAnswered = false;
    }
  }

  /** What goes wrong here is told to the pages; it must not end the process that the sound comes from. */
  function guarded(work: () => void): () => void {
    return () => {
      try {
        work();
      } catch (error) {
        tellAll({ type: 'refused', message: sentenceOf(error) });
      }
    };
  }

  const timers = [
    setInterval(guarded(sendSound), SOUND_MS),
    setInterval(
      guarded(() => pages.size > 0 && tellAll(instrument.state(), instrument.settings(), instrument.oled())),
      STATE_MS,
    ),
    setInterval(
      guarded(() => pages.size > 0 && tellAll(instrument.sets(), instrument.map(), instrument.meters())),
      METERS_MS,
    ),
    setInterval(guarded(tellJacks), METERS_MS),
    setInterval(listenForLife, heartbeatMs),
  ];

  function leave(socket: WebSocket): void {
    if (pages.delete(socket)) hands.releaseAll(socket);
  }

  return {
    get count() {
      return pages.size;
    },
    get droppedAudioMessages() {
      return dropped;
    },
    closeUnpaired: review,
    reject: (socket) => {
      socket.on('error', () => socket.terminate());
      cut(socket, UNPAIRED_CODE, 'not paired');
    },
    add: (socket, isWelcome = () => true) => {
      const page: Page = {
        isWelcome,
        sayings: createRateLimit(SAYINGS),
        isListening: false,
        isInspecting: false,
        hasAnswered: true,
        told: new Map(),
      };
      pages.set(socket, page);
      socket.on('message', (data, isBinary) => {
        // A page that was cut has left; some of what it said may still be on its way here.
        if (!pages.has(socket)) return;
        // Not left out one by one: the one left out might be the end of a gate.
        if (!page.sayings.take()) cut(socket, RATE_LIMIT_CODE, 'too many messages');
        else if (!isBinary) receive(socket, page, data.toString());
      });
      socket.on('pong', () => {
        page.hasAnswered = true;
      });
      socket.on(
        'close',
        guarded(() => leave(socket)),
      );
      // A page that breaks off is not an error of ours.
      socket.on('error', () => socket.terminate());
      guarded(() => {
        const { hello } = instrument;
        for (const message of [
          hello,
          instrument.sets(),
          instrument.map(),
          instrument.state(),
          instrument.settings(),
          instrument.oled(),
          instrument.meters(),
        ]) {
          tell(socket, page, message.type, JSON.stringify(message));
        }
      })();
    },
    close: () => {
      for (const timer of timers) clearInterval(timer);
      for (const socket of pages.keys()) {
        guarded(() => leave(socket))();
        socket.close(1001, 'the instrument was switched off');
        setTimeout(() => socket.terminate(), FAREWELL_MS).unref();
      }
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
  if (error instanceof NeurorackError) return `${error.message}: ${error.remedy}`;
  return error instanceof Error ? error.message : 'that did not work';
}
