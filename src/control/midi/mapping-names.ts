import { JACKS } from '../jacks.ts';
import type { ControlSource, LearnTarget, MidiMapping } from './midi-mapping.ts';

/** Names a source for people: 'CC 74', 'CC 74 of channel 3'. */
export function sourceName(of: ControlSource): string {
  const name = of.kind === 'cc' ? `CC ${of.number}` : 'aftertouch';
  return of.channel === 'all' ? name : `${name} of channel ${of.channel}`;
}

/** Names a target for people: 'scrub', 'the base of scrub', 'CV 2', 'gate 2'. */
export function targetName(of: LearnTarget): string {
  if (of.kind === 'gate2') return 'gate 2';
  if (of.kind === 'cv') return `CV ${JACKS.indexOf(of.jack) + 1}`;
  return of.kind === 'base' ? `the base of ${of.destination}` : of.destination;
}

/** Kinds of messages of a channel by the upper half of their status, and whether their first data byte is a number for people. */
const KINDS: Readonly<Record<number, readonly [name: string, isNumbered: boolean]>> = {
  128: ['note', true],
  144: ['note', true],
  160: ['pressure', true],
  176: ['CC', true],
  192: ['program', true],
  208: ['pressure', false],
  224: ['bend', false],
};

/** Names a message of a channel for the display: 'note 60 ch 1'. */
export function activityName(status: number, first: number): string {
  const [name, isNumbered] = KINDS[status & 0xf0] ?? ['message', false];
  const number = name === 'program' ? first + 1 : first;
  return `${name}${isNumbered ? ` ${number}` : ''} ch ${(status & 0x0f) + 1}`;
}

/** One sentence for each target that several controllers move: the last one moved wins. */
export function sharedTargets({ controls }: Pick<MidiMapping, 'controls'>): readonly string[] {
  const sources = new Map<string, string[]>();
  for (const { source: from, target: to } of controls) {
    sources.set(targetName(to), [...(sources.get(targetName(to)) ?? []), sourceName(from)]);
  }
  return [...sources]
    .filter(([, names]) => names.length > 1)
    .map(([name, names]) => `${names.join(' and ')} move ${name}: the last one moved wins`);
}
