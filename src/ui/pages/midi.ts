import { DESTINATIONS } from '../../control/destination.ts';
import { JACKS } from '../../control/jacks.ts';
import { targetName } from '../../control/midi/mapping-names.ts';
import type { LearnTarget } from '../../control/midi/midi-mapping.ts';
import type { DisplayPage, Row, UiModel } from '../page.ts';
import { choice } from '../row-parts.ts';

const CHANNELS = ['all', ...Array.from({ length: 16 }, (_, n) => String(n + 1))];
const NONE = 'none';

/** A base has the name of its destination alone: a line has 25 letters. */
const nameOf = (target: LearnTarget): string => (target.kind === 'base' ? target.destination : targetName(target));

/** The last message, the channel of the notes, the target that learns, the tempo, and the end of all notes. */
export const midi: DisplayPage = {
  title: 'MIDI',
  rows: ({ midi: { activity, channel, learning, bpm }, hasJacks }) => [
    { label: 'last', value: activity ?? NONE },
    choice('channel', CHANNELS, String(channel), (next) => ({
      kind: 'midi-channel',
      channel: next === 'all' ? next : Number(next),
    })),
    learnRow(learning, hasJacks),
    { label: 'clock', value: bpm === undefined ? NONE : `${bpm.toFixed(1)} bpm` },
    { label: 'all notes off', push: { kind: 'midi-panic' } },
  ],
};

/** A turn chooses the target, which learns the next controller or note at once. */
function learnRow(learning: UiModel['midi']['learning'], hasJacks: boolean): Row {
  const targets = targetsOf(hasJacks);
  const current = learning === undefined ? NONE : nameOf(learning);
  return choice('learn', [NONE, ...targets.keys()], current, (name) => ({
    kind: 'midi-learn',
    target: targets.get(name),
  }));
}

function targetsOf(hasJacks: boolean): ReadonlyMap<string, LearnTarget> {
  const all: readonly LearnTarget[] = [
    ...(hasJacks ? [] : JACKS.map((jack) => ({ kind: 'cv' as const, jack }))),
    ...DESTINATIONS.map((destination) => ({ kind: 'base' as const, destination })),
    { kind: 'gate2' },
  ];
  return new Map(all.map((target) => [nameOf(target), target]));
}
