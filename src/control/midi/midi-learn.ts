import { sourceName } from './mapping-names.ts';
import type { ControlSource, ControlTarget, LearnTarget, MidiControl, MidiMapping } from './midi-mapping.ts';

/** A controller has to move by this much before it is learned: one that lies still may send as well. */
const MIN_MOVE = 3;

/** Listens for the controller or note that a target will have. */
export interface MidiLearn {
  readonly target: LearnTarget;
  /** @returns the mapping with what was learned; undefined to wait on */
  control(port: string, source: ControlSource, value: number): MidiMapping | undefined;
  /** @returns the mapping with the note; undefined where the target is none of a note */
  note(channel: number, note: number): MidiMapping | undefined;
}

export function createMidiLearn(target: LearnTarget, mapping: MidiMapping): MidiLearn {
  /** Values of the controllers that have moved since, the first of each. */
  const firsts = new Map<string, number>();
  return {
    target,
    control: (port, source, value) => {
      if (target.kind === 'gate2') return undefined;
      const key = `${port} ${source.kind === 'cc' ? source.number : ''} ${source.channel}`;
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, value);
      if (first === undefined || Math.abs(value - first) < MIN_MOVE) return undefined;
      return withControl(mapping, target, source);
    },
    note: (channel, note) =>
      target.kind === 'gate2' ? { ...mapping, gate2: { ...mapping.gate2, channel, note } } : undefined,
  };
}

/** The mapping with a controller that moves a target through its whole range, in place of the target's former one, whose curve it keeps. */
function withControl(mapping: MidiMapping, target: ControlTarget, source: ControlSource): MidiMapping {
  const former = mapping.controls.find((one) => isSameTarget(one.target, target));
  const others = mapping.controls.filter((one) => !isSameTarget(one.target, target));
  const { min = null, max = null, curve = 'linear', sign = 1 } = former ?? {};
  return { ...mapping, controls: [...others, { source, target, min, max, curve, sign }] };
}

function isSameTarget(one: ControlTarget, other: ControlTarget): boolean {
  if (one.kind === 'cv') return other.kind === 'cv' && one.jack === other.jack;
  return other.kind !== 'cv' && one.kind === other.kind && one.destination === other.destination;
}

/** The mapping without a controller of a target. */
export function withoutControl(
  mapping: MidiMapping,
  { source, target }: Pick<MidiControl, 'source' | 'target'>,
): MidiMapping {
  const isIt = (one: MidiControl): boolean =>
    isSameTarget(one.target, target) && sourceName(one.source) === sourceName(source);
  return { ...mapping, controls: mapping.controls.filter((one) => !isIt(one)) };
}
