import type { WebSocket } from 'ws';
import { ClientConnection, closeSocket, cutSocket } from './client-connection.ts';
import { RATE_LIMIT_CODE, SHUTDOWN_CODE, SLOW_CLIENT_CODE, UNPAIRED_CODE } from './close-codes.ts';
import type { PanelInstrument } from './instrument.ts';
import { PanelSession } from './panel-session.ts';
import { checkSound, type SoundCheck } from './sound-check.ts';

export interface ClientsOptions {
  readonly instrument: PanelInstrument;
  /** A client that does not answer for two of these intervals is disconnected, ms. */
  readonly heartbeatMs: number;
}

/** The browsers that are connected by WebSockets. One that sends too much, or reads too little, is disconnected. */
export class Clients {
  readonly #session: PanelSession<ClientConnection>;
  readonly #heartbeats: ReturnType<typeof setInterval>;
  readonly #instrument: PanelInstrument;
  #soundCheck: Promise<SoundCheck> | undefined;

  constructor({ instrument, heartbeatMs }: ClientsOptions) {
    this.#instrument = instrument;
    this.#session = new PanelSession(instrument);
    this.#heartbeats = setInterval(() => this.#checkHeartbeats(), heartbeatMs);
  }

  get count(): number {
    return this.#session.clients.size;
  }

  /** Audio messages that were not sent because a client read too slowly. */
  get droppedAudioMessages(): number {
    return this.#session.droppedAudioMessages;
  }

  /** @param isAllowed checked with every heartbeat: whether the client may stay connected */
  add(socket: WebSocket, isAllowed: () => boolean = () => true): void {
    const client = new ClientConnection(socket, isAllowed);
    /** Messages of a disconnected client may still arrive. */
    const isHere = (): boolean => this.#session.clients.has(client);
    socket.on('message', (data, isBinary) => {
      if (!isHere()) return;
      // Dropping single messages could drop the falling edge of a gate: disconnect the client instead.
      if (!client.takeMessage()) this.#cut(client, RATE_LIMIT_CODE, 'too many messages');
      else if (!isBinary && !this.#session.receive(client, data.toString())) this.#cutSlow(client);
    });
    socket.on('ping', (data) => {
      if (!isHere()) return;
      if (!client.takeMessage()) this.#cut(client, RATE_LIMIT_CODE, 'too many messages');
      else if (!client.answerPing(data)) this.#cutSlow(client);
    });
    socket.on('close', () => this.#session.remove(client));
    this.#session.add(client);
  }

  /** Triggers the instrument and measures its output. A second request while one runs gets the same result. */
  checkSound(): Promise<SoundCheck> {
    this.#soundCheck ??= checkSound(this.#instrument, this.#session).finally(() => {
      this.#soundCheck = undefined;
    });
    return this.#soundCheck;
  }

  /** Closes the socket of an unpaired client with code 4401. */
  reject(socket: WebSocket): void {
    socket.on('error', () => socket.terminate());
    cutSocket(socket, UNPAIRED_CODE, 'not paired');
  }

  /** Disconnects the clients whose pairing was revoked. */
  closeUnpaired(): void {
    for (const client of this.#session.clients) {
      if (!client.isAllowed()) this.#cut(client, UNPAIRED_CODE, 'not paired');
    }
  }

  /** Disconnects all clients and releases the gates and the button that they hold. */
  close(): void {
    clearInterval(this.#heartbeats);
    this.#session.close();
    for (const client of [...this.#session.clients]) {
      this.#session.remove(client);
      closeSocket(client.socket, SHUTDOWN_CODE, 'the instrument was switched off');
    }
  }

  #cut(client: ClientConnection, code: number, reason: string): void {
    this.#session.remove(client);
    cutSocket(client.socket, code, reason);
  }

  #cutSlow(client: ClientConnection): void {
    this.#cut(client, SLOW_CLIENT_CODE, 'the client does not read');
  }

  #checkHeartbeats(): void {
    this.closeUnpaired();
    for (const client of this.#session.clients) if (!client.checkHeartbeat()) this.#cutSlow(client);
  }
}
