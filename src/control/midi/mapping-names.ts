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
