import type { CvRangeName } from '../cv-range.ts';
import { JACKS } from '../jacks.ts';
import { controlShare, controlValue, targetRange } from './control-value.ts';
import { sourceName, targetName } from './mapping-names.ts';
import type { OnMidiAction } from './midi-action.ts';
import type { ControlSource, MidiControl, MidiMapping } from './midi-mapping.ts';
import type { OffsetSums } from './offset-sums.ts';
import { isOfVoice } from './voice-target.ts';

export interface MidiControlsOptions {
  readonly mapping: Pick<MidiMapping, 'controls' | 'programs'>;
  readonly sums: OffsetSums;
  readonly onAction: OnMidiAction;
  readonly ranges: () => readonly CvRangeName[];
}

/** A source as it arrives: with its own channel. */
type MovedSource = ControlSource & { readonly channel: number };

/** Controllers, aftertouch and programs. */
export interface MidiControls {
  /**
   * @param hasVoice whether the source has moved pitch and level of a single voice
   * @returns whether the mapping has this source
   */
  move(port: string, source: MovedSource, value: number, hasVoice?: boolean): boolean;
  /** @param program from 1 */
  program(channel: number, program: number): void;
  /** Returns everything that is added to bases. */
  reset(): void;
}

export function createMidiControls({ mapping, sums, onAction, ranges }: MidiControlsOptions): MidiControls {
  /** By target: what moved it last, as 'CC 7 of Keys'. */
  const movers = new Map<string, string>();
  const isReported = new Set<string>();

  /** Reports once that two controllers move one target. */
  function noteMover(port: string, { source, target }: MidiControl): void {
    const name = targetName(target);
    const mover = `${sourceName(source)} of ${port}`;
    const former = movers.get(name);
    if (former === mover) return;
    movers.set(name, mover);
    if (former === undefined || isReported.has(name)) return;
    isReported.add(name);
    onAction({ kind: 'message', sentence: `${former} and ${mover} move ${name}: the last one moved wins` });
  }

  function apply(control: MidiControl, value: number): void {
    const { target } = control;
    const channel = target.kind === 'cv' ? JACKS.indexOf(target.jack) : -1;
    const moved = controlValue(control, controlShare(value), targetRange(target, ranges()[channel]));
    if (target.kind === 'cv') onAction({ kind: 'cv', channel, volts: moved });
    else if (target.kind === 'base') onAction({ kind: 'base', destination: target.destination, value: moved });
    else sums.set(target.destination, 'control', moved);
  }

  return {
    move: (port, source, value, hasVoice = false) => {
      let isMapped = false;
      for (const control of mapping.controls) {
        if (!isFrom(control.source, source)) continue;
        isMapped = true;
        if (hasVoice && isOfVoice(control.target)) continue;
        noteMover(port, control);
        apply(control, value);
      }
      return isMapped;
    },
    program: (channel, program) => {
      const { isOn, channel: chosen, presets } = mapping.programs;
      if (!isOn || (chosen !== 'all' && chosen !== channel)) return;
      onAction({ kind: 'preset', program, name: presets[program] });
    },
    reset: () => sums.clear('control'),
  };
}

function isFrom(mapped: ControlSource, moved: MovedSource): boolean {
  if (mapped.channel !== 'all' && mapped.channel !== moved.channel) return false;
  return mapped.kind === 'cc' ? moved.kind === 'cc' && mapped.number === moved.number : moved.kind === 'aftertouch';
}
