import type { OffsetMode } from '../descriptors/transform/descriptor-offsets.ts';
import type { VoiceSettings } from './voices.ts';

/** The sound of a trigger: a mix of sets A and B, or the sets of the map around its point. */
export const SOURCES = ['a-b', 'map'] as const;
export type SoundSource = (typeof SOURCES)[number];

/** One-shot: a trigger plays to its end. Gated: the sound is released when the gate falls. */
export const GATE_MODES = ['one-shot', 'gated'] as const;
export type GateMode = (typeof GATE_MODES)[number];

/** The material of gate 2's loop: the descriptors, which can still be shaped, or grains of the audio just played. */
export const LOOP_MODES = ['resynthesis', 'freeze'] as const;
export type LoopMode = (typeof LOOP_MODES)[number];

/** Everything that a player has chosen: model and sets by name, source, modes. Plain data. */
export interface Patch {
  readonly model: string;
  readonly setA: string;
  readonly setB: string;
  readonly source: SoundSource;
  readonly gateMode: GateMode;
  readonly loopMode: LoopMode;
  /** By descriptor: whether the others follow its offset as they do in the data. Default of each: 'natural'. */
  readonly offsets: Readonly<Record<string, OffsetMode>>;
  /** How many sounds play at a time. Default: one. */
  readonly voices?: VoiceSettings;
}

/** The patch of a new instrument. */
export const DEFAULT_PATCH: Patch = {
  model: 'impacts',
  setA: 'Boom',
  setB: 'Cowbell',
  source: 'a-b',
  gateMode: 'one-shot',
  loopMode: 'resynthesis',
  offsets: {},
};
