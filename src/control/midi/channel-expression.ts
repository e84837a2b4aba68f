import type { NoteInput } from '../../contracts/panel-input.ts';
import { controlShare, controlValue, targetRange } from './control-value.ts';
import type { MidiMapping } from './midi-mapping.ts';
import { isMember, type MpeZone } from './mpe-zone.ts';
import { isOfVoice, type VoiceDestination } from './voice-target.ts';

const SEMITONES_AN_OCTAVE = 12;

export type Tuning = Pick<NoteInput, 'pitch' | 'level' | 'sharpness'>;

/** The part of the channels of an MPE zone in the pitch and level of their own voices: bend, and pressure by the mapping of aftertouch. */
export class ChannelExpression {
  readonly #zone: MpeZone | undefined;
  readonly #controls: MidiMapping['controls'];
  /** Semitones. */
  readonly #bends = new Map<number, number>();
  /** Octaves and dB. */
  readonly #pressures = new Map<number, Record<VoiceDestination, number>>();

  constructor(zone: MpeZone | undefined, { controls }: Pick<MidiMapping, 'controls'>) {
    this.#zone = zone;
    this.#controls = controls;
  }

  bend(channel: number, semitones: number): void {
    this.#bends.set(channel, semitones);
  }

  bendOf(channel: number): number {
    return this.#bends.get(channel) ?? 0;
  }

  /** @param value 0 to 127 */
  press(channel: number, value: number): void {
    const moved = { pitch: 0, level: 0 };
    for (const control of this.#controls) {
      const { source, target } = control;
      if (source.kind !== 'aftertouch' || !accepts(source.channel, channel) || !isOfVoice(target)) continue;
      moved[target.destination] += controlValue(control, controlShare(value), targetRange(target, undefined));
    }
    this.#pressures.set(channel, moved);
  }

  /** The tuning of a note of a channel, with what that adds. */
  added(channel: number, { pitch, level, sharpness }: Tuning): Tuning {
    if (!isMember(this.#zone, channel)) return { pitch, level, sharpness };
    const pressure = this.#pressures.get(channel) ?? { pitch: 0, level: 0 };
    return {
      pitch: pitch + this.bendOf(channel) / SEMITONES_AN_OCTAVE + pressure.pitch,
      level: level + pressure.level,
      sharpness,
    };
  }

  clear(): void {
    this.#bends.clear();
    this.#pressures.clear();
  }
}

export const accepts = (chosen: number | 'all', channel: number): boolean => chosen === 'all' || chosen === channel;
