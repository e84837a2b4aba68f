import type { WebSocket } from 'ws';
import { PanelClient } from './panel-client.ts';
import { createRateLimit } from './rate-limit.ts';

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

/** One browser connected by a WebSocket: how fast it may send, and whether it still answers. */
export class ClientConnection extends PanelClient {
  readonly socket: WebSocket;
  /** Whether the client may stay connected. Checked with every heartbeat. */
  readonly isAllowed: () => boolean;
  readonly #rateLimit = createRateLimit(CLIENT_MESSAGES);
  #hasAnsweredPing = true;
  /** Whether the client was behind at the last heartbeat. */
  #wasBehind = false;

  constructor(socket: WebSocket, isAllowed: () => boolean) {
    super({
      send: (message) => socket.send(message),
      get unsentBytes() {
        return socket.bufferedAmount;
      },
    });
    this.socket = socket;
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

  /** Answers a ping of the client; false when the client does not read. */
  answerPing(data: Buffer): boolean {
    if (this.isBehind) return false;
    this.socket.pong(data);
    return true;
  }

  /** Pings the client. False when it has not answered the last ping, or has read too little since then. */
  checkHeartbeat(): boolean {
    const wasBehind = this.#wasBehind;
    this.#wasBehind = this.isBehind;
    if (wasBehind && this.#wasBehind) return false;
    if (!this.#hasAnsweredPing) {
      this.socket.terminate();
      return true;
    }
    if (!this.isBehind) {
      this.socket.ping();
      this.#hasAnsweredPing = false;
    }
    return true;
  }
}
