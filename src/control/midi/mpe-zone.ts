import type { MidiMapping } from './midi-mapping.ts';

/** Manager channels of the two zones. */
export const [LOWER_MANAGER, UPPER_MANAGER] = [1, 16];
/** Controller of the third dimension of a note's expression, beside bend and pressure. */
export const TIMBRE_CONTROLLER = 74;

/** Channels whose notes have bend, pressure and timbre of their own (MIDI Polyphonic Expression 1.1): a channel a note. */
export interface MpeZone {
  /** The channel of what concerns all notes. */
  readonly manager: number;
  readonly members: number;
  /** Range of the bend of a note to either side, semitones. */
  readonly bendSemitones: number;
}

/** @param members 0: no zone */
export function createZone(manager: number, members: number, bendSemitones = 48): MpeZone | undefined {
  return members === 0 ? undefined : { manager, members: Math.min(members, 15), bendSemitones };
}

export function zoneOf({ mpe }: MidiMapping['notes']): MpeZone | undefined {
  if (mpe === null) return undefined;
  return createZone(mpe.zone === 'lower' ? LOWER_MANAGER : UPPER_MANAGER, mpe.members, mpe.bendSemitones);
}

/** Whether a channel is one of a single note. Members follow the manager upwards in the lower zone, downwards in the upper one. */
export function isMember(zone: MpeZone | undefined, channel: number): boolean {
  if (zone === undefined || channel === zone.manager) return false;
  return Math.abs(channel - zone.manager) <= zone.members;
}

/** Whether a channel belongs to a zone. */
export const isOfZone = (zone: MpeZone | undefined, channel: number): boolean =>
  channel === zone?.manager || isMember(zone, channel);
