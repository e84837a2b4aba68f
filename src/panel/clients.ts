import type { WebSocket } from 'ws';
import { NeurorackError } from '../contracts/errors.ts';
import { audioMessage } from './audio-message.ts';
import { ClientConnection, closeSocket, cutSocket } from './client-connection.ts';
import { RATE_LIMIT_CODE, SHUTDOWN_CODE, SLOW_CLIENT_CODE, UNPAIRED_CODE } from './close-codes.ts';
import { createHoldArbiter, type HoldArbiter } from './hold-arbiter.ts';
import type { PanelInstrument } from './instrument.ts';
import { actionSchema, type ServerMessage } from './protocol.ts';

const AUDIO_INTERVAL_MS = 10;
const STATE_INTERVAL_MS = 33;
const METERS_INTERVAL_MS = 100;

export interface ClientsOptions {
  readonly instrument: PanelInstrument;
  /** A client that does not answer for two of these intervals is disconnected, ms. */
  readonly heartbeatMs: number;
}

/**
 * The connected browsers. Sends changes of the instrument to all of them and passes their actions to the instrument. Audio is
 * dropped for a slow client; nothing waits for it.
 */
export class Clients {
  readonly #instrument: PanelInstrument;
  readonly #connections = new Map<WebSocket, ClientConnection>();
  readonly #holds: HoldArbiter<WebSocket>;
  readonly #timers: readonly ReturnType<typeof setInterval>[];
  #droppedAudioMessages = 0;

  constructor({ instrument, heartbeatMs }: ClientsOptions) {
    this.#instrument = instrument;
    this.#holds = createHoldArbiter((action) => instrument.dispatch(action));
    const every = (intervalMs: number, work: () => void) => setInterval(() => this.#guard(work), intervalMs);
    this.#timers = [
      every(AUDIO_INTERVAL_MS, () => this.#sendAudio()),
      every(STATE_INTERVAL_MS, () => this.#sendState()),
      every(METERS_INTERVAL_MS, () => this.#sendMeters()),
      every(METERS_INTERVAL_MS, () => this.#sendJacks()),
      setInterval(() => this.#checkHeartbeats(), heartbeatMs),
    ];
  }

  get count(): number {
    return this.#connections.size;
  }

  /** Audio messages that were not sent because a client read too slowly. */
  get droppedAudioMessages(): number {
    return this.#droppedAudioMessages;
  }

  /** @param isAllowed checked with every heartbeat: whether the client may stay connected */
  add(socket: WebSocket, isAllowed: () => boolean = () => true): void {
    const client = new ClientConnection(socket, isAllowed);
    this.#connections.set(socket, client);
    socket.on('message', (data, isBinary) => {
      // Messages of a disconnected client may still arrive.
      if (!this.#connections.has(socket)) return;
      // Dropping single messages could drop the falling edge of a gate: disconnect the client instead.
      if (!client.takeMessage()) this.#cut(socket, RATE_LIMIT_CODE, 'too many messages');
      else if (!isBinary) this.#receive(socket, client, data.toString());
    });
    socket.on('ping', (data) => {
      if (!this.#connections.has(socket)) return;
      if (!client.takeMessage()) this.#cut(socket, RATE_LIMIT_CODE, 'too many messages');
      else if (!client.answerPing(data)) this.#cutSlow(socket);
    });
    socket.on('close', () => this.#remove(socket));
    this.#guard(() => this.#sendEverything(client));
  }

  /** Closes the socket of an unpaired client with code 4401. */
  reject(socket: WebSocket): void {
    socket.on('error', () => socket.terminate());
    cutSocket(socket, UNPAIRED_CODE, 'not paired');
  }

  /** Disconnects the clients whose pairing was revoked. */
  closeUnpaired(): void {
    for (const [socket, { isAllowed }] of this.#connections) {
      if (!isAllowed()) this.#cut(socket, UNPAIRED_CODE, 'not paired');
    }
  }

  /** Disconnects all clients and releases the gates and the button that they hold. */
  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of [...this.#connections.keys()]) {
      this.#remove(socket);
      closeSocket(socket, SHUTDOWN_CODE, 'the instrument was switched off');
    }
  }

  #receive(socket: WebSocket, client: ClientConnection, text: string): void {
    const parsed = actionSchema.safeParse(parseJson(text));
    if (!parsed.success) {
      this.#answerError(socket, client, 'the panel sent an invalid request');
      return;
    }
    const action = parsed.data;
    if (action.type === 'listen') {
      client.isListening = action.isOn;
    } else if (action.type === 'inspect') {
      client.isInspecting = action.isOn;
    } else {
      try {
        this.#holds.dispatch(socket, action);
      } catch (error) {
        this.#answerError(socket, client, errorText(error));
      }
    }
  }

  #cut(socket: WebSocket, code: number, reason: string): void {
    this.#remove(socket);
    cutSocket(socket, code, reason);
  }

  #answerError(socket: WebSocket, client: ClientConnection, message: string): void {
    if (!client.sendError(message)) this.#cutSlow(socket);
  }

  #cutSlow(socket: WebSocket): void {
    this.#cut(socket, SLOW_CLIENT_CODE, 'the client does not read');
  }

  #remove(socket: WebSocket): void {
    if (this.#connections.delete(socket)) this.#guard(() => this.#holds.releaseAll(socket));
  }

  #checkHeartbeats(): void {
    this.closeUnpaired();
    for (const [socket, client] of this.#connections) if (!client.checkHeartbeat()) this.#cutSlow(socket);
  }

  #sendEverything(client: ClientConnection): void {
    const instrument = this.#instrument;
    for (const message of [
      instrument.hello,
      instrument.sets(),
      instrument.map(),
      instrument.state(),
      instrument.settings(),
      instrument.oled(),
      instrument.meters(),
    ]) {
      client.send(message.type, JSON.stringify(message));
    }
  }

  #sendState(): void {
    if (this.count === 0) return;
    this.#broadcast(this.#instrument.state(), this.#instrument.settings(), this.#instrument.oled());
  }

  #sendMeters(): void {
    if (this.count === 0) return;
    this.#broadcast(this.#instrument.sets(), this.#instrument.map(), this.#instrument.meters());
  }

  /** The jacks are measured only while a client shows them. */
  #sendJacks(): void {
    const inspecting = [...this.#connections.values()].filter(({ isInspecting }) => isInspecting);
    if (inspecting.length === 0) return;
    const text = JSON.stringify(this.#instrument.jacks());
    for (const client of inspecting) client.send('jacks', text);
  }

  #sendAudio(): void {
    const { frame, samples } = this.#instrument.takeAudio();
    if (samples.length === 0) return;
    const listening = [...this.#connections.values()].filter(({ isListening }) => isListening);
    if (listening.length === 0) return;
    const message = audioMessage(frame, this.#instrument.hello.sampleRate, samples);
    for (const client of listening) {
      if (!client.sendAudio(message)) this.#droppedAudioMessages++;
    }
  }

  #broadcast(...messages: readonly ServerMessage[]): void {
    for (const message of messages) {
      const text = JSON.stringify(message);
      for (const client of this.#connections.values()) client.send(message.type, text);
    }
  }

  /** Reports an error to the clients: it must not end the process that renders the audio. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#broadcast({ type: 'error', message: errorText(error) });
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorText(error: unknown): string {
  if (error instanceof NeurorackError) return `${error.message}: ${error.remedy}`;
  return error instanceof Error ? error.message : 'the request failed';
}
