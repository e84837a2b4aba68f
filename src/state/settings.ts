import * as z from 'zod';
import { AUDIO_JACKS } from '../contracts/audio-jacks.ts';
import { MAX_AUDIO_CHANNELS } from '../control/audio-jack-map.ts';
import { MIN_AUDITION_DB } from '../control/audition-settings.ts';
import { CV_RANGE_NAMES } from '../control/cv-range.ts';
import { type LatentMotionSettings, MAX_LATENT_POINTS } from '../control/latent-motion-settings.ts';
import { WALK_RANGES } from '../control/latent-walk.ts';
import { GATE_MODES, LOOP_MODES, type Patch, SOURCES } from '../control/patch.ts';
import { MAX_VOICES, VOICE_MODES } from '../control/voices.ts';
import { MAX_VOLUME_DB, MIN_VOLUME_DB } from '../control/volume.ts';
import { OFFSET_MODES } from '../descriptors/transform/descriptor-offsets.ts';
import type { DocumentKind } from './document.ts';

/** Name of a destination or descriptor. The instrument ignores names that it does not have. */
const name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'expected lower-case letters, digits and hyphens');
/** Name of a set, a model or a device. */
const title = z.string().min(1).max(256);
/** In the destination's own unit. */
const value = z.number().min(-1e6).max(1e6);

const range = z.enum(CV_RANGE_NAMES);
const depths = z.record(name, z.number().min(-1).max(1));

const eachJack = <S extends z.ZodType>(schema: S): z.ZodObject<Record<'cv1' | 'cv2' | 'cv3' | 'cv4', S>> =>
  z.object({ cv1: schema, cv2: schema, cv3: schema, cv4: schema });

const share = z.number().min(0).max(1);
/** Path over the first two latents, times in seconds, and the random walk of all. */
const latents = z.object({
  path: z
    .array(z.object({ seconds: z.number().min(0).max(1e5), x: share, y: share }))
    .max(MAX_LATENT_POINTS)
    .refine(
      (path) => path.every(({ seconds }, n) => n === 0 || seconds >= path[n - 1].seconds),
      'expected ascending seconds',
    ),
  isLooping: z.boolean(),
  isPlaying: z.boolean(),
  walk: z.object({
    isOn: z.boolean(),
    width: z.number().min(WALK_RANGES.width.min).max(WALK_RANGES.width.max),
    rate: z.number().min(WALK_RANGES.rate.min).max(WALK_RANGES.rate.max),
  }),
} satisfies Record<keyof LatentMotionSettings, z.ZodType>);

const musical = z.object({
  model: title,
  /** File of a bank, or null for the factory bank. */
  bank: z.string().min(1).max(4096).nullable(),
  setA: title,
  setB: title,
  /** Sets A and B, or the map of all sets around its point. */
  source: z.enum(SOURCES),
  gateMode: z.enum(GATE_MODES),
  loopMode: z.enum(LOOP_MODES),
  seed: z.int().min(0).max(0xffff_ffff),
  /** By descriptor: whether the others follow its offset as they do in the data. Default of each: 'natural'. */
  offsets: z.record(name, z.enum(OFFSET_MODES)),
  /** Mono, or how many sounds play at a time. */
  voices: z.object({ mode: z.enum(VOICE_MODES), count: z.int().min(1).max(MAX_VOICES) }),
  control: z.object({ ranges: eachJack(range), bases: z.record(name, value), depths: eachJack(depths) }),
  latents,
} satisfies Record<keyof Patch | 'bank' | 'seed' | 'control' | 'latents', z.ZodType>);

const blockFrames = z.literal([64, 128, 256, 512]);
/** Name of the audio sink, or null for the board's default. */
const audio = z.string().min(1).max(256).nullable();
/** The master volume, dB. */
const volumeDb = z.number().min(MIN_VOLUME_DB).max(MAX_VOLUME_DB);
/** Wished frames of the sound card's buffer; null for its own choice. */
const bufferFrames = z.int().min(64).max(8192).nullable();
/** Inputs of a sound card as jacks; null where jacks are the board's own. */
const cvInput = z
  .object({
    device: z.string().min(1).max(256),
    channels: z.partialRecord(z.enum(AUDIO_JACKS), z.int().min(1).max(MAX_AUDIO_CHANNELS)),
    fullScaleVolts: z.number().min(1).max(100),
  })
  .nullable();
/** Whether a set that is chosen in the panel plays once, and how loud. */
const audition = z.object({ isOn: z.boolean(), levelDb: z.number().min(MIN_AUDITION_DB).max(0) }).optional();
/** Settings of this computer, which no preset stores. */
const own = { blockFrames, audio, bufferFrames, volumeDb, cvInput, audition };

/** Content of a preset: the settings that shape the sound, none of the computer's. */
export type MusicalSettings = z.infer<typeof musical>;

/** Settings restored at power-on. */
export type Settings = MusicalSettings & z.infer<z.ZodObject<typeof own>>;

/** @param defaults values of fields that a file lacks: a setting can be added without a new version */
export function settingsKind(defaults: Settings): DocumentKind<Settings> {
  return {
    format: 'neurorack-settings',
    title: 'settings',
    migrations: [],
    schema: z.preprocess((content) => withDefaults(defaults, content), musical.extend(own)),
  };
}

/** Musical settings with a name. */
export interface Preset {
  readonly name: string;
  readonly settings: MusicalSettings;
}

/** Schema of the settings of a preset. */
export const musicalSchema = (defaults: Settings): z.ZodType<MusicalSettings> =>
  z.preprocess((settings) => withDefaults(musicalPart(defaults), settings), musical);

/** @param defaults values of fields that a file lacks */
export function presetKind(defaults: Settings): DocumentKind<Preset> {
  return {
    format: 'neurorack-preset',
    title: 'preset',
    migrations: [],
    schema: z.object({
      // One line of a small display: no control characters.
      name: z.string().regex(/^\P{Cc}{1,64}$/u, 'a name has 1 to 64 letters'),
      settings: musicalSchema(defaults),
    }),
  };
}

/** Returns the part of the settings that a preset stores. */
export function musicalPart(settings: Settings): MusicalSettings {
  const {
    blockFrames: _block,
    audio: _audio,
    bufferFrames: _buffer,
    volumeDb: _volume,
    cvInput: _cvInput,
    audition: _audition,
    ...musicalSettings
  } = settings;
  return musicalSettings;
}

/** Fills the top-level fields that a content lacks from the defaults. */
function withDefaults(defaults: object, content: unknown): unknown {
  return typeof content === 'object' && content !== null ? { ...defaults, ...content } : content;
}
