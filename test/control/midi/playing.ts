import type { MidiAction } from '../../../src/control/midi/midi-action.ts';
import { type MidiMapping, midiMappingSchema } from '../../../src/control/midi/midi-mapping.ts';
import { createMidiPlayer, type MidiPlayer } from '../../../src/control/midi/midi-player.ts';

export const KEYS = 'Keys';

export interface PlayedMidi {
  readonly player: MidiPlayer;
  /** Actions since the last call. */
  taken(): readonly MidiAction[];
  /** Sends a message of the port 'Keys' at the current time. */
  send(...bytes: readonly number[]): void;
  /** Sends a message and returns what it does. */
  effectOf(...bytes: readonly number[]): readonly MidiAction[];
  /** Passes time, ms. */
  wait(ms: number): void;
  readonly learned: readonly MidiMapping[];
}

/** A player with a mapping, of which a test names the fields that it is about. */
export function played(mapping: Parameters<typeof midiMappingSchema.parse>[0] = {}): PlayedMidi {
  const actions: MidiAction[] = [];
  const learned: MidiMapping[] = [];
  let nowUs = 0;
  const player = createMidiPlayer({
    mapping: midiMappingSchema.parse(mapping),
    onAction: (action) => void actions.push(action),
    ranges: () => ['0-5', '0-5', '±5', '0-5'],
    onMapping: (one) => void learned.push(one),
  });
  const taken = (): readonly MidiAction[] => actions.splice(0);
  const send = (...bytes: readonly number[]): void => player.receive(KEYS, bytes, nowUs);
  return {
    player,
    taken,
    send,
    effectOf: (...bytes) => {
      actions.splice(0);
      send(...bytes);
      return taken();
    },
    wait: (ms) => {
      for (let passed = 0; passed < ms; passed += 20) {
        nowUs += 20_000;
        player.advance(nowUs);
      }
    },
    learned,
  };
}

/** Levels of a gate, in order. */
export const gatesOf = (actions: readonly MidiAction[], gate = 0): readonly boolean[] =>
  actions.flatMap((action) => (action.kind === 'gate' && action.gate === gate ? [action.isHigh] : []));

/** Offsets of a destination, in order. */
export const offsetsOf = (actions: readonly MidiAction[], destination: string): readonly number[] =>
  actions.flatMap((action) => (action.kind === 'offset' && action.destination === destination ? [action.value] : []));

export const messagesOf = (actions: readonly MidiAction[]): readonly string[] =>
  actions.flatMap((action) => (action.kind === 'message' ? [action.sentence] : []));
