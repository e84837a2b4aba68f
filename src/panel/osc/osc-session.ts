import { NeurorackError } from '../../contracts/errors.ts';
import { createSchmittGate, type SchmittGate } from '../../control/schmitt-gate.ts';
import { DESCRIPTORS, type DescriptorName } from '../../descriptors/descriptor.ts';
import { createHoldArbiter, type HoldArbiter } from '../hold-arbiter.ts';
import type { PanelInstrument } from '../instrument.ts';
import { decodeOsc, encodeOsc, encodeOscBundle, type OscMessage } from './osc-codec.ts';
import { type OscRefusal, routeOsc } from './osc-routes.ts';

/** The present sound, as it is sent. */
export interface OscSound {
  /** Peak level, 0-1. */
  readonly level: number;
  readonly descriptors: Readonly<Partial<Record<DescriptorName, number>>>;
}

/** Packets and messages since the session began. Nothing is dropped without being counted. */
export interface OscCounts {
  readonly packets: number;
  readonly malformed: number;
  readonly messages: number;
  /** Messages without an effect, by reason; 'instrument': the instrument refused it. */
  readonly refused: Readonly<Record<OscRefusal | 'instrument', number>>;
}

/** A sender of packets, whatever carries them; compared by identity. */
export class OscClient {
  readonly voltageGates: readonly SchmittGate[] = [createSchmittGate(0), createSchmittGate(1)];
}

export interface OscSessionOptions {
  readonly instrument: Pick<PanelInstrument, 'hello' | 'state' | 'dispatch'>;
  readonly sound: () => OscSound;
  /** Called for the first fault of each kind; later ones are counted. */
  readonly onMessage: (sentence: string) => void;
}

/** The answer of a transport to a packet: where a subscriber receives. */
export interface OscReply {
  /** The port to which the sender subscribes; null: that of its packets. */
  readonly subscribes: number | null;
}

const REASONS: Readonly<Record<OscRefusal | 'instrument', string>> = {
  unknown: 'is no address of the instrument; docs/osc.md lists them',
  type: 'has too few arguments, or one of another type; docs/osc.md lists them',
  value: 'has a value out of its range, or a name that does not exist',
  jacks: 'has no effect: on this board voltages come from the jacks; send to a destination, such as /neurorack/scrub',
  instrument: 'was refused',
};

/** Carries out packets of Open Sound Control. Main thread. No content of a packet throws. */
export class OscSession {
  readonly #options: OscSessionOptions;
  readonly #holds: HoldArbiter<OscClient>;
  readonly #clients = new Set<OscClient>();
  readonly #refused = { unknown: 0, type: 0, value: 0, jacks: 0, instrument: 0 };
  #packets = 0;
  #malformed = 0;
  #messages = 0;

  constructor(options: OscSessionOptions) {
    this.#options = options;
    this.#holds = createHoldArbiter((action) => options.instrument.dispatch(action));
  }

  get counts(): OscCounts {
    const refused = { ...this.#refused };
    return { packets: this.#packets, malformed: this.#malformed, messages: this.#messages, refused };
  }

  /** Carries out a packet of a client. */
  receive(client: OscClient, packet: Uint8Array): OscReply | undefined {
    this.#clients.add(client);
    this.#packets++;
    const messages = decodeOsc(packet);
    if (messages === undefined) {
      if (this.#malformed++ === 0) this.#options.onMessage('OSC: a malformed packet; further ones are only counted');
      return undefined;
    }
    let reply: OscReply | undefined;
    for (const message of messages) reply = this.#carryOut(client, message) ?? reply;
    return reply;
  }

  /** Releases what a client holds. */
  remove(client: OscClient): void {
    if (!this.#clients.delete(client)) return;
    this.#attempt('the release of a client', () => this.#holds.releaseAll(client));
  }

  /** Level and descriptors of what sounds now, as one bundle. A descriptor that cannot be measured is left out. */
  feedback(): Uint8Array {
    const { level, descriptors } = this.#options.sound();
    const messages = [encodeOsc('/neurorack/out/level', [{ type: 'f', value: level }])];
    for (const name of DESCRIPTORS) {
      const value = descriptors[name];
      if (value !== undefined) messages.push(encodeOsc(`/neurorack/out/${name}`, [{ type: 'f', value }]));
    }
    return encodeOscBundle(messages);
  }

  #carryOut(client: OscClient, message: OscMessage): OscReply | undefined {
    this.#messages++;
    const { instrument } = this.#options;
    const request = routeOsc(message, { instrument, voltageGates: client.voltageGates });
    switch (request.kind) {
      case 'refused':
        this.#refuse(request.why, message.address);
        return undefined;
      case 'subscribe':
        return { subscribes: request.port ?? null };
      case 'panic':
        for (const one of this.#clients) this.#attempt(message.address, () => this.#holds.releaseAll(one));
        return undefined;
      case 'actions':
        for (const action of request.actions) {
          this.#attempt(message.address, () => this.#holds.dispatch(client, action));
        }
        return undefined;
    }
  }

  #attempt(address: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      const why = error instanceof NeurorackError ? `${error.message}; ${error.remedy}` : 'the request failed';
      this.#refuse('instrument', address, why);
    }
  }

  #refuse(why: OscRefusal | 'instrument', address: string, detail = ''): void {
    if (this.#refused[why]++ > 0) return;
    const shown = address.slice(0, 60).replace(/[^\x20-\x7e]/g, '?');
    const reason = detail === '' ? REASONS[why] : `${REASONS[why]}: ${detail}`;
    this.#options.onMessage(`OSC: ${shown} ${reason}; further ones are only counted`);
  }
}
