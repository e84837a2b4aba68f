import { expect, it } from 'vitest';
import { DESTINATION_RANGES } from '../../src/control/destination.ts';
import { GATES } from '../../src/control/jacks.ts';
import type { MidiAction } from '../../src/control/midi/midi-action.ts';
import { DEFAULT_MIDI_MAPPING } from '../../src/control/midi/midi-mapping.ts';
import { createMidiPlayer } from '../../src/control/midi/midi-player.ts';
import { type Below, failure, numbersFrom, oneOf, seeds } from './seeds.ts';

const PACKETS = 10_000;
const PORTS = ['Keys', 'Pads', ''];
const STATUSES = [
  0x80, 0x90, 0x90, 0xa0, 0xb0, 0xb0, 0xc0, 0xd0, 0xe0, 0xf0, 0xf2, 0xf7, 0xf8, 0xfa, 0xfb, 0xfc, 0xfe, 0xff,
];

/** Random bytes, a message, or one that is cut off or has too much. */
function packet(below: Below): readonly number[] {
  if (below(3) === 0) return Array.from({ length: below(20) }, () => below(256));
  if (below(50) === 0) return [0xf0, ...Array.from({ length: 5000 }, () => below(128))];
  return [
    oneOf(below, STATUSES) + (below(4) === 0 ? below(16) : 0),
    ...Array.from({ length: below(5) }, () => below(128)),
  ];
}

/** The fault of an action that the instrument cannot play; undefined: none. */
function fault(action: MidiAction): string | undefined {
  switch (action.kind) {
    case 'gate':
      return action.gate in GATES ? undefined : 'an unknown gate';
    case 'cv':
      return Math.abs(action.volts) <= 10 && action.channel in [0, 1, 2, 3] ? undefined : 'no voltage';
    case 'base':
    case 'override': {
      const { min, max } = DESTINATION_RANGES[action.destination];
      return action.value === undefined || (action.value >= min && action.value <= max) ? undefined : 'no base';
    }
    case 'offset':
      return Number.isFinite(action.value) && Math.abs(action.value) < 200 ? undefined : 'no offset';
    default:
      return undefined;
  }
}

it(`plays ${PACKETS} packets of any bytes, and is silent after a panic`, () => {
  for (const seed of seeds({ short: 3, nightly: 100 })) {
    const below = numbersFrom(seed);
    const gates = GATES.map(() => false);
    const offsets = new Map<string, number>();
    const onAction = (action: MidiAction): void => {
      const why = fault(action);
      if (why !== undefined) throw failure(seed, `${why}: ${JSON.stringify(action)}`);
      if (action.kind === 'offset') offsets.set(action.destination, action.value);
      if (action.kind !== 'gate') return;
      if (gates[action.gate] === action.isHigh) throw failure(seed, `gate ${action.gate} is sent twice`);
      gates[action.gate] = action.isHigh;
    };
    const clock = { gate1: '1/16', gate2: '1/4t', loopWindow: '1/8' } as const;
    const player = createMidiPlayer({ mapping: { ...DEFAULT_MIDI_MAPPING, clock }, onAction, ranges: () => ['0-5'] });
    let sent = 0;
    let timeUs = 0;
    for (let n = 0; n < PACKETS; n++) {
      const bytes = packet(below);
      sent += bytes.length;
      timeUs += below(30_000);
      player.receive(oneOf(below, PORTS), bytes, timeUs);
      if (below(10) === 0) player.advance(timeUs);
      if (below(500) === 0)
        player.learn(oneOf(below, [{ kind: 'gate2' }, { kind: 'base', destination: 'f0' }, undefined]));
      if (below(300) === 0) player.releasePort(oneOf(below, PORTS));
    }
    player.panic();
    expect(gates).toEqual([false, false]);
    expect([...offsets.values()].filter((value) => value !== 0)).toEqual([]);
    const { messages, sysexBytes, ignoredBytes } = player.counts;
    expect(messages).toBeGreaterThan(1000);
    expect(messages + sysexBytes + ignoredBytes).toBeLessThanOrEqual(sent);
  }
});
