import { describe, expect, it } from 'vitest';
import { DESTINATIONS } from '../../../src/control/destination.ts';
import { DESCRIPTORS } from '../../../src/descriptors/descriptor.ts';
import { decodeOsc, encodeOsc, encodeOscBundle, type OscValue } from '../../../src/panel/osc/osc-codec.ts';
import { OscClient, OscSession } from '../../../src/panel/osc/osc-session.ts';
import { damaged, numbersFrom, oneOf } from '../../fuzz/seeds.ts';
import { createFakeInstrument } from '../fake-instrument.ts';

const float = (value: number): OscValue => ({ type: 'f', value });
const integer = (value: number): OscValue => ({ type: 'i', value });
const text = (value: string): OscValue => ({ type: 's', value });
const silent = { unknown: 0, type: 0, value: 0, jacks: 0, instrument: 0 };

function createSession({ hasJacks = false } = {}) {
  const { instrument, actions } = createFakeInstrument({ hasJacks });
  const messages: string[] = [];
  const session = new OscSession({
    instrument,
    sound: () => ({ level: 0.25, descriptors: { rms: 0.125, f0: 220 } }),
    onMessage: (sentence) => messages.push(sentence),
  });
  const client = new OscClient();
  const send = (address: string, ...values: readonly OscValue[]) => session.receive(client, encodeOsc(address, values));
  return { session, actions, messages, client, send };
}

describe('an instrument played by OSC', () => {
  it('sets voltages and gates by their number', () => {
    const { send, actions, session } = createSession();
    send('/neurorack/cv/1', float(2.5));
    send('/neurorack/cv/4', integer(-3));
    send('/neurorack/gate/1', integer(1));
    send('/neurorack/gate/1', integer(0));
    send('/neurorack/gate/2', float(0.7));
    expect(actions).toEqual([
      { type: 'cv', channel: 0, volts: 2.5 },
      { type: 'cv', channel: 3, volts: -3 },
      { type: 'gate', gate: 0, isHigh: true },
      { type: 'gate', gate: 0, isHigh: false },
      { type: 'gate', gate: 1, isHigh: true },
    ]);
    expect(session.counts.refused).toEqual(silent);
  });

  it('triggers by a gate without an argument, as a button sends it', () => {
    const { send, actions } = createSession();
    send('/neurorack/gate/1');
    expect(actions).toEqual([
      { type: 'gate', gate: 0, isHigh: true },
      { type: 'gate', gate: 0, isHigh: false },
    ]);
  });

  it('sets the base of every destination', () => {
    const { send, actions } = createSession();
    for (const destination of DESTINATIONS) send(`/neurorack/${destination}`, float(0.5));
    expect(actions).toEqual(DESTINATIONS.map((destination) => ({ type: 'base', destination, value: 0.5 })));
  });

  it('recalls presets by name and by number, and selects sets', () => {
    const { send, actions } = createSession();
    send('/neurorack/preset', text('Temple'));
    send('/neurorack/preset', integer(1));
    send('/neurorack/set/a', text('Rim'));
    expect(actions).toEqual([
      { type: 'preset', command: 'recall', name: 'Temple' },
      { type: 'preset', command: 'recall', name: 'Night' },
      { type: 'sets', setA: 'Rim' },
    ]);
  });

  it('starts and ends a recording, and keeps what was played', () => {
    const { send, actions } = createSession();
    send('/neurorack/record', integer(1));
    send('/neurorack/record', integer(0));
    send('/neurorack/keep');
    expect(actions).toEqual(['start', 'stop', 'keep'].map((command) => ({ type: 'recording', command })));
  });

  it('plays by the channels of VCV Rack: 1 to 4 voltages, 5 and 6 gates with the thresholds of a jack', () => {
    const { send, actions } = createSession();
    send('/trowacv/ch/2', float(1.5));
    for (const volts of [0, 1.5, 10, 1.5, 0]) send('/trowacv/ch/5', float(volts));
    expect(actions).toEqual([
      { type: 'cv', channel: 1, volts: 1.5 },
      { type: 'gate', gate: 0, isHigh: true },
      { type: 'gate', gate: 0, isHigh: false },
    ]);
  });

  it('carries out all messages of a bundle', () => {
    const { session, client, actions } = createSession();
    const volts = [1, 2, 3].map((value) => encodeOsc(`/neurorack/cv/${value}`, [float(value)]));
    session.receive(client, encodeOscBundle(volts));
    expect(actions.length).toBe(3);
    expect(session.counts).toMatchObject({ packets: 1, messages: 3 });
  });

  it('counts what it refuses, by reason, and reports the first of each', () => {
    const { send, session, client, actions, messages } = createSession();
    for (let n = 0; n < 3; n++) {
      send('/neurorack/cv/5', float(1));
      send('/other');
      send('/neurorack/cv/1', text('loud'));
      send('/neurorack/cv/1', float(Number.NaN));
      send('/neurorack/cv/1', float(13));
      send('/neurorack/preset', text('Nothing'));
      send('/neurorack/set/a', text('nothing'));
      session.receive(client, Uint8Array.of(1, 2, 3));
    }
    expect(session.counts).toEqual({
      packets: 24,
      malformed: 3,
      messages: 21,
      refused: { unknown: 6, type: 3, value: 9, jacks: 0, instrument: 3 },
    });
    expect(actions.filter(({ type }) => type !== 'sets')).toEqual([]);
    expect(messages).toEqual([
      expect.stringContaining('/neurorack/cv/5 is no address'),
      expect.stringContaining('/neurorack/cv/1 has too few arguments, or one of another type'),
      expect.stringContaining('out of its range'),
      expect.stringContaining('was refused: no such set; choose Boom'),
      expect.stringContaining('malformed'),
    ]);
  });

  it('sets no voltage on a board whose voltages come from its jacks, and names what works there', () => {
    const { send, session, actions, messages } = createSession({ hasJacks: true });
    send('/neurorack/cv/1', float(1));
    expect(actions).toEqual([]);
    expect(session.counts.refused.jacks).toBe(1);
    expect(messages[0]).toContain('/neurorack/scrub');
  });

  it('releases the gates of a client that is gone, and of all clients by /neurorack/panic', () => {
    const { send, session, client, actions } = createSession();
    send('/neurorack/gate/1', integer(1));
    session.remove(client);
    send('/neurorack/gate/2', integer(1));
    session.receive(new OscClient(), encodeOsc('/neurorack/panic', []));
    expect(actions.map((action) => action.type === 'gate' && [action.gate, action.isHigh])).toEqual([
      ...[
        [0, true],
        [0, false],
      ],
      ...[
        [1, true],
        [1, false],
      ],
    ]);
  });

  it('sends level and the descriptors that can be measured', () => {
    const { session } = createSession();
    expect(decodeOsc(session.feedback())).toEqual([
      { address: '/neurorack/out/level', args: [0.25] },
      { address: '/neurorack/out/rms', args: [0.125] },
      { address: '/neurorack/out/f0', args: [220] },
    ]);
    expect(DESCRIPTORS).toContain('f0');
  });

  it('plays on after 10 000 damaged packets, and counts each', () => {
    const { session, client, actions } = createSession();
    const packets = [
      encodeOsc('/neurorack/cv/1', [float(1)]),
      encodeOsc('/neurorack/gate/2', [integer(1)]),
      encodeOsc('/neurorack/preset', [text('Night')]),
      encodeOsc('/neurorack/latent-3', [float(2)]),
      encodeOsc('/trowacv/ch/6', [float(10)]),
      encodeOscBundle([
        encodeOsc('/neurorack/subscribe', [integer(9001)]),
        encodeOsc('/neurorack/set/b', [text('Rim')]),
      ]),
    ];
    for (let seed = 0; seed < 10_000; seed++) {
      const below = numbersFrom(seed);
      session.receive(client, damaged(oneOf(below, packets), below));
    }
    expect(session.counts.packets).toBe(10_000);
    expect(session.counts.malformed).toBeGreaterThan(100);
    expect(session.counts.messages).toBeGreaterThan(100);
    const before = actions.length;
    session.receive(client, packets[0]);
    expect(actions.slice(before)).toEqual([{ type: 'cv', channel: 0, volts: 1 }]);
  });
});
