import { NeurorackError } from '../contracts/errors.ts';
import { audioMessage } from './audio-message.ts';
import { createHoldArbiter, type HoldArbiter } from './hold-arbiter.ts';
import type { PanelInstrument } from './instrument.ts';
import type { PanelClient } from './panel-client.ts';
import { actionSchema, type ServerMessage } from './protocol.ts';

const AUDIO_INTERVAL_MS = 10;
const STATE_INTERVAL_MS = 33;
const METERS_INTERVAL_MS = 100;

/**
 * The panel's protocol, whatever carries it: sends changes of the instrument to all clients, and passes their actions to the instrument. Audio
 * is dropped for a slow client; nothing waits for it.
 */
export class PanelSession<Client extends PanelClient> {
  readonly #instrument: PanelInstrument;
  readonly #clients = new Set<Client>();
  readonly #holds: HoldArbiter<Client>;
  readonly #timers: readonly ReturnType<typeof setInterval>[];
  readonly #observers = new Set<(samples: Float32Array) => void>();
  #droppedAudioMessages = 0;
  #hasListeners = false;

  constructor(instrument: PanelInstrument) {
    this.#instrument = instrument;
    this.#holds = createHoldArbiter((action) => instrument.dispatch(action));
    const every = (intervalMs: number, work: () => void) => setInterval(() => this.#guard(work), intervalMs);
    this.#timers = [
      every(AUDIO_INTERVAL_MS, () => this.#sendAudio()),
      every(STATE_INTERVAL_MS, () => this.#sendState()),
      every(METERS_INTERVAL_MS, () => this.#sendMeters()),
      every(METERS_INTERVAL_MS, () => this.#sendJacks()),
    ];
  }

  get clients(): ReadonlySet<Client> {
    return this.#clients;
  }

  /** Audio messages that were not sent because a client read too slowly. */
  get droppedAudioMessages(): number {
    return this.#droppedAudioMessages;
  }

  /** Passes all audio from now on to `handle`, until the returned function is called. */
  observeAudio(handle: (samples: Float32Array) => void): () => void {
    this.#observers.add(handle);
    return () => void this.#observers.delete(handle);
  }

  /** Adds a client and sends it the whole state. */
  add(client: Client): void {
    this.#clients.add(client);
    this.#guard(() => this.#sendEverything(client));
  }

  /** Removes a client and releases the gates and the button that it holds. */
  remove(client: Client): void {
    if (!this.#clients.delete(client)) return;
    this.#guard(() => this.#holds.releaseAll(client));
    this.#checkListening();
  }

  /**
   * Carries out a message of a client, or answers it with an error.
   *
   * @returns false when the error was not sent because the client does not read
   */
  receive(client: Client, text: string): boolean {
    const parsed = actionSchema.safeParse(parseJson(text));
    if (!parsed.success) return client.sendError('the panel sent an invalid request');
    const action = parsed.data;
    if (action.type === 'listen') {
      client.isListening = action.isOn;
      this.#checkListening();
    } else if (action.type === 'inspect') {
      client.isInspecting = action.isOn;
    } else {
      try {
        this.#holds.dispatch(client, action);
      } catch (error) {
        return client.sendError(errorText(error));
      }
    }
    return true;
  }

  /** Sends nothing more. The clients stay until they are removed. */
  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  #checkListening(): void {
    const hasListeners = [...this.#clients].some(({ isListening }) => isListening);
    if (hasListeners !== this.#hasListeners) this.#guard(() => this.#instrument.handleListening?.(hasListeners));
    this.#hasListeners = hasListeners;
  }

  #sendEverything(client: Client): void {
    const instrument = this.#instrument;
    for (const message of [
      instrument.hello,
      instrument.sets(),
      instrument.map(),
      instrument.latents(),
      instrument.state(),
      instrument.settings(),
      instrument.oled(),
      instrument.meters(),
      instrument.midi(),
    ]) {
      client.send(message.type, JSON.stringify(message));
    }
  }

  #sendState(): void {
    if (this.#clients.size === 0) return;
    this.#broadcast(this.#instrument.state(), this.#instrument.settings(), this.#instrument.oled());
  }

  #sendMeters(): void {
    if (this.#clients.size === 0) return;
    const instrument = this.#instrument;
    const { sets, map, latents, meters, midi } = instrument;
    this.#broadcast(sets(), map(), latents(), meters(), midi());
  }

  /** The jacks are measured only while a client shows them. */
  #sendJacks(): void {
    const inspecting = [...this.#clients].filter(({ isInspecting }) => isInspecting);
    if (inspecting.length === 0) return;
    const text = JSON.stringify(this.#instrument.jacks());
    for (const client of inspecting) client.send('jacks', text);
  }

  #sendAudio(): void {
    const { frame, samples } = this.#instrument.takeAudio();
    if (samples.length === 0) return;
    for (const handle of this.#observers) handle(samples);
    const listening = [...this.#clients].filter(({ isListening }) => isListening);
    if (listening.length === 0) return;
    const message = audioMessage(frame, this.#instrument.hello.sampleRate, samples);
    for (const client of listening) {
      if (!client.sendAudio(message)) this.#droppedAudioMessages++;
    }
  }

  #broadcast(...messages: readonly ServerMessage[]): void {
    for (const message of messages) {
      const text = JSON.stringify(message);
      for (const client of this.#clients) client.send(message.type, text);
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
