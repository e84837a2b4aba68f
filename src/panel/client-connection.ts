import type { WebSocket } from 'ws';
import type { ServerMessage } from './protocol.ts';
import { createRateLimit } from './rate-limit.ts';

/** Audio messages are dropped for a client with this much unsent data (0.2 s of audio), bytes. */
const MAX_UNSENT_AUDIO_BYTES = 32 * 1024;
/** Nothing at all is sent to a client with this much unsent data, bytes. A client that stays above it is disconnected. */
const MAX_UNSENT_BYTES = 128 * 1024;
/** Messages a client may send: four faders moved at once need a quarter of that. */
const CLIENT_MESSAGES = { burst: 800, perSecond: 400 };
/** A client has this long to answer the close frame, ms. */
const CLOSE_TIMEOUT_MS = 250;

/** Sends the close frame and terminates the socket if the client does not answer it in time. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
}

/** Closes a socket and reads nothing more from it, not even messages that have already arrived. */
export function cutSocket(socket: WebSocket, code: number, reason: string): void {
  closeSocket(socket, code, reason);
  socket.pause();
}

/** One connected browser: what it subscribed to, what it was last sent, and how fast it may send. */
export class ClientConnection {
  /** Whether the client has subscribed to the instrument's audio. */
  isListening = false;
  /** Whether the client shows the readings of the jacks. */
  isInspecting = false;
  /** Whether the client may stay connected. Checked with every heartbeat. */
  readonly isAllowed: () => boolean;
  readonly #socket: WebSocket;
  readonly #rateLimit = createRateLimit(CLIENT_MESSAGES);
  readonly #lastSent = new Map<ServerMessage['type'], string>();
  #hasAnsweredPing = true;
  /** Whether the client was behind at the last heartbeat. */
  #wasBehind = false;

  constructor(socket: WebSocket, isAllowed: () => boolean) {
    this.#socket = socket;
    this.isAllowed = isAllowed;
    socket.on('pong', () => {
      this.#hasAnsweredPing = true;
    });
    // A client that drops the connection is not an error of this process.
    socket.on('error', () => socket.terminate());
  }

  /** Counts a received message; false when the client has exceeded its rate. */
  takeMessage(): boolean {
    return this.#rateLimit.take();
  }

  /**
   * Sends a message unless it equals the last one of its type. A client that reads too slowly is skipped and gets the newest
   * message of the type later.
   */
  send(type: ServerMessage['type'], text: string): void {
    if (this.#lastSent.get(type) === text || this.#isBehind) return;
    this.#lastSent.set(type, text);
    this.#socket.send(text);
  }

  /** Answers a message of the client with an error; false when the client does not read. */
  sendError(message: string): boolean {
    if (this.#isBehind) return false;
    this.#socket.send(JSON.stringify({ type: 'error', message } satisfies ServerMessage));
    return true;
  }

  /** Answers a ping of the client; false when the client does not read. */
  answerPing(data: Buffer): boolean {
    if (this.#isBehind) return false;
    this.#socket.pong(data);
    return true;
  }

  /** @returns false when the message was dropped because the client reads too slowly */
  sendAudio(message: Uint8Array): boolean {
    if (this.#socket.bufferedAmount >= MAX_UNSENT_AUDIO_BYTES) return false;
    this.#socket.send(message);
    return true;
  }

  /** Pings the client. False when it has not answered the last ping, or has read too little since then. */
  checkHeartbeat(): boolean {
    const wasBehind = this.#wasBehind;
    this.#wasBehind = this.#isBehind;
    if (wasBehind && this.#wasBehind) return false;
    if (!this.#hasAnsweredPing) {
      this.#socket.terminate();
      return true;
    }
    if (!this.#isBehind) {
      this.#socket.ping();
      this.#hasAnsweredPing = false;
    }
    return true;
  }

  /** Whether the client has not read what was sent. Nothing more is sent to it then. */
  get #isBehind(): boolean {
    return this.#socket.bufferedAmount > MAX_UNSENT_BYTES;
  }
}
