import type { ServerMessage } from './protocol.ts';

/** Audio messages are dropped for a client with this much unsent data (0.2 s of audio), bytes. */
const MAX_UNSENT_AUDIO_BYTES = 32 * 1024;
/** Nothing at all is sent to a client with this much unsent data, bytes. A client that stays above it is disconnected. */
const MAX_UNSENT_BYTES = 128 * 1024;

/** The carrier of messages to a client: a WebSocket, or in a browser the port of a Worker. */
export interface ClientChannel {
  /** Sends a message: JSON as text, audio as bytes. */
  send(message: string | Uint8Array): void;
  /** Bytes that have been sent and not yet passed on; 0 where the channel does not measure it. */
  readonly unsentBytes: number;
}

/** One client of the instrument: what it subscribed to, and what it was last sent. */
export class PanelClient {
  /** Whether the client has subscribed to the instrument's audio. */
  isListening = false;
  /** Whether the client shows the readings of the jacks. */
  isInspecting = false;
  readonly #channel: ClientChannel;
  readonly #lastSent = new Map<ServerMessage['type'], string>();

  constructor(channel: ClientChannel) {
    this.#channel = channel;
  }

  /**
   * Sends a message unless it equals the last one of its type. A client that reads too slowly is skipped and gets the newest
   * message of the type later.
   */
  send(type: ServerMessage['type'], text: string): void {
    if (this.#lastSent.get(type) === text || this.isBehind) return;
    this.#lastSent.set(type, text);
    this.#channel.send(text);
  }

  /** Answers a message of the client with an error; false when the client does not read. */
  sendError(message: string): boolean {
    if (this.isBehind) return false;
    this.#channel.send(JSON.stringify({ type: 'error', message } satisfies ServerMessage));
    return true;
  }

  /** @returns false when the message was dropped because the client reads too slowly */
  sendAudio(message: Uint8Array): boolean {
    if (this.#channel.unsentBytes >= MAX_UNSENT_AUDIO_BYTES) return false;
    this.#channel.send(message);
    return true;
  }

  /** Whether the client has not read what was sent. Nothing more is sent to it then. */
  get isBehind(): boolean {
    return this.#channel.unsentBytes > MAX_UNSENT_BYTES;
  }
}
