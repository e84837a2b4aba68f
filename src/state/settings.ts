import { z } from 'zod';
import { CV_RANGE_NAMES } from '../control/cv-range.ts';
import { GATE_MODES, LOOP_MODES, type Patch, SOURCES } from '../control/patch.ts';
import { OFFSET_MODES } from '../descriptors/transform/descriptor-offsets.ts';
import type { DocumentKind } from './document.ts';

/** A destination's or descriptor's name: who uses it knows which there are, and passes over the others. */
const name = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'expected lower-case letters, digits and hyphens');
/** The name of a set, a model or a device. */
const title = z.string().min(1).max(256);
/** In the destination's own unit. */
const value = z.number().min(-1e6).max(1e6);

const range = z.enum(CV_RANGE_NAMES);
const depths = z.record(name, z.number().min(-1).max(1));

const eachJack = <S extends z.ZodType>(schema: S): z.ZodObject<Record<'cv1' | 'cv2' | 'cv3' | 'cv4', S>> =>
  z.object({ cv1: schema, cv2: schema, cv3: schema, cv4: schema });

const musical = z.object({
  model: title,
  /** File of a bank, or null for the one of the instrument. */
  bank: z.string().min(1).max(4096).nullable(),
  setA: title,
  setB: title,
  /** Sets A and B, or the map of all sets around its point. */
  source: z.enum(SOURCES),
  gateMode: z.enum(GATE_MODES),
  loopMode: z.enum(LOOP_MODES),
  seed: z.int().min(0).max(0xffff_ffff),
  /** For a descriptor's offset: whether the others follow as they do in the data. One not named is 'natural'. */
  offsets: z.record(name, z.enum(OFFSET_MODES)),
  control: z.object({ ranges: eachJack(range), bases: z.record(name, value), depths: eachJack(depths) }),
} satisfies Record<keyof Patch | 'bank' | 'seed' | 'control', z.ZodType>);

const blockFrames = z.literal([64, 128, 256, 512]);
/** Where the sound goes, or null for the board's own. */
const audio = z.string().min(1).max(256).nullable();

/** What a preset holds: all that shapes the sound, nothing of the machine. */
export type MusicalSettings = z.infer<typeof musical>;

/** What the instrument remembers from one power-on to the next. */
export type Settings = MusicalSettings & z.infer<z.ZodObject<{ blockFrames: typeof blockFrames; audio: typeof audio }>>;

/** @param defaults for what a file does not name: a setting can be added without a new version */
export function settingsKind(defaults: Settings): DocumentKind<Settings> {
  return {
    format: 'neurorack-settings',
    title: 'settings',
    migrations: [],
    schema: z.preprocess((content) => over(defaults, content), musical.extend({ blockFrames, audio })),
  };
}

/** A musical setting with its name. */
export interface Preset {
  readonly name: string;
  readonly settings: MusicalSettings;
}

/** @param defaults for what a file does not name */
export function presetKind(defaults: Settings): DocumentKind<Preset> {
  return {
    format: 'neurorack-preset',
    title: 'preset',
    migrations: [],
    schema: z.object({
      // Shown on one line of a small display: no control characters.
      name: z.string().regex(/^\P{Cc}{1,64}$/u, 'a name has 1 to 64 letters'),
      settings: z.preprocess((settings) => over(musicalPart(defaults), settings), musical),
    }),
  };
}

/** The part of the settings that a preset keeps. */
export function musicalPart(settings: Settings): MusicalSettings {
  const { blockFrames: _block, audio: _audio, ...rest } = settings;
  return rest;
}

/** A content with the defaults' top-level fields where it has none. */
function over(defaults: object, content: unknown): unknown {
  return typeof content === 'object' && content !== null ? { ...defaults, ...content } : content;
}
