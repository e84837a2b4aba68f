import * as z from 'zod';
import { type AuditionSettings, MIN_AUDITION_DB } from '../control/audition-settings.ts';
import { CV_RANGE_NAMES } from '../control/cv-range.ts';
import { DESTINATIONS } from '../control/destination.ts';
import { JACKS } from '../control/jacks.ts';
import { WALK_RANGES, type WalkSettings } from '../control/latent-walk.ts';
import {
  controlSourceSchema,
  controlTargetSchema,
  type LearnTarget,
  learnTargetSchema,
  type MidiMapping,
} from '../control/midi/midi-mapping.ts';
import { GATE_MODES, LOOP_MODES, type Patch, SOURCES } from '../control/patch.ts';
import type { ControlSettings } from '../control/settings.ts';
import { MAX_VELOCITY } from '../control/velocity.ts';
import { MAX_VOICES, VOICE_MODES, type VoiceSettings } from '../control/voices.ts';
import { MAX_VOLUME_DB, MIN_VOLUME_DB } from '../control/volume.ts';
import { DESCRIPTORS, type DescriptorName } from '../descriptors/descriptor.ts';
import { VISIBLE_TEXT } from '../descriptors/visible-text.ts';

const name = z.string().min(1).max(200);
/** Fits a line of the display: no control characters. */
const presetTitle = z.string().regex(/^\P{Cc}{1,64}$/u);
const jack = z.enum(JACKS);
const destination = z.enum(DESTINATIONS);
const share = z.number().min(0).max(1);
/** Of the first two latents. */
const deviations = z.number().min(-10).max(10);
/** Larger than any destination's range; each value is clamped to its own range. */
const MAX_BASE = 10_000;
const MAX_VOLTS = 12;
/** Bounds of a device's buffer, frames. */
const MIN_BUFFER = 64;
const MAX_BUFFER = 8192;

/** Actions of a client. Other messages are answered with an error. */
export const actionSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('cv'),
    channel: z.int().min(0).max(3),
    volts: z.number().min(-MAX_VOLTS).max(MAX_VOLTS),
  }),
  z.strictObject({
    type: z.literal('gate'),
    gate: z.int().min(0).max(1),
    isHigh: z.boolean(),
    velocity: z.int().min(1).max(MAX_VELOCITY).optional(),
  }),
  z.strictObject({ type: z.literal('turn'), steps: z.int().min(-100).max(100) }),
  z.strictObject({ type: z.literal('button'), isDown: z.boolean() }),
  z.strictObject({
    type: z.literal('sets'),
    setA: name.optional(),
    setB: name.optional(),
    isAuditioned: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('audition'),
    isOn: z.boolean().optional(),
    levelDb: z.number().min(MIN_AUDITION_DB).max(0).optional(),
  }),
  z.strictObject({ type: z.literal('source'), source: z.enum(SOURCES) }),
  z.strictObject({ type: z.literal('map-point'), x: share, y: share }),
  z.strictObject({ type: z.literal('map-path'), command: z.enum(['record', 'play', 'stop', 'clear']) }),
  z.strictObject({ type: z.literal('latent-point'), x: deviations, y: deviations }),
  z.strictObject({
    type: z.literal('latents'),
    command: z.enum(['record', 'play', 'stop', 'clear', 'reset', 'loop', 'once']),
  }),
  z.strictObject({
    type: z.literal('latent-walk'),
    isOn: z.boolean().optional(),
    width: z.number().min(WALK_RANGES.width.min).max(WALK_RANGES.width.max).optional(),
    rate: z.number().min(WALK_RANGES.rate.min).max(WALK_RANGES.rate.max).optional(),
  }),
  z.strictObject({ type: z.literal('model'), model: name }),
  z.strictObject({ type: z.literal('gate-mode'), mode: z.enum(GATE_MODES) }),
  z.strictObject({ type: z.literal('loop-mode'), mode: z.enum(LOOP_MODES) }),
  z.strictObject({
    type: z.literal('voices'),
    mode: z.enum(VOICE_MODES),
    count: z.int().min(1).max(MAX_VOICES),
  }),
  z.strictObject({ type: z.literal('range'), jack, range: z.enum(CV_RANGE_NAMES) }),
  z.strictObject({ type: z.literal('depth'), jack, destination, depth: z.number().min(-1).max(1) }),
  z.strictObject({ type: z.literal('base'), destination, value: z.number().min(-MAX_BASE).max(MAX_BASE) }),
  z.strictObject({
    type: z.literal('link-descriptor'),
    descriptor: z.enum(DESCRIPTORS),
    isLinked: z.boolean(),
  }),
  z
    .strictObject({
      type: z.literal('preset'),
      command: z.enum(['save', 'recall', 'delete']),
      name: presetTitle,
    })
    // Presets that were saved with such a name stay usable.
    .refine(({ command, name }) => command !== 'save' || VISIBLE_TEXT.test(name), {
      path: ['name'],
      message: 'contains invisible characters',
    }),
  z.strictObject({ type: z.literal('history'), command: z.enum(['undo', 'redo']) }),
  z.strictObject({ type: z.literal('touch'), isDown: z.boolean() }),
  z.strictObject({ type: z.literal('list-outputs') }),
  z.strictObject({
    type: z.literal('output'),
    sink: z.string().min(1).max(256),
    bufferFrames: z.int().min(MIN_BUFFER).max(MAX_BUFFER).nullable(),
  }),
  z.strictObject({ type: z.literal('recording'), command: z.enum(['start', 'stop', 'keep']) }),
  z.strictObject({ type: z.literal('volume'), db: z.number().min(MIN_VOLUME_DB).max(MAX_VOLUME_DB) }),
  z.strictObject({ type: z.literal('calibrate'), jack, volts: z.number().min(-10).max(10) }),
  z.strictObject({ type: z.literal('uncalibrate'), jack }),
  /** Messages of a MIDI port of the client, each with its time on the client's clock. */
  z.strictObject({
    type: z.literal('midi'),
    port: z.string().max(200),
    messages: z
      .array(z.strictObject({ bytes: z.array(z.int().min(0).max(255)).max(256), timeMs: z.number() }))
      .min(1)
      .max(256),
  }),
  z.strictObject({ type: z.literal('midi-release'), port: z.string().max(200) }),
  z.strictObject({ type: z.literal('midi-learn'), target: learnTargetSchema.nullable() }),
  z.strictObject({ type: z.literal('midi-panic') }),
  z.strictObject({ type: z.literal('midi-forget'), source: controlSourceSchema, target: controlTargetSchema }),
  z.strictObject({ type: z.literal('inspect'), isOn: z.boolean() }),
  z.strictObject({ type: z.literal('listen'), isOn: z.boolean() }),
]);

/** From a client. The server handles 'listen' and 'inspect'; the instrument handles the others. */
export type PanelAction = z.infer<typeof actionSchema>;

/** Facts that do not change while the instrument is on. */
export interface Hello {
  readonly type: 'hello';
  readonly version: string;
  readonly board: string;
  readonly sampleRate: number;
  /** Whether voltages come from jacks: the faders then only show them. */
  readonly hasJacks: boolean;
  readonly models: readonly string[];
  /** Voices that can be chosen, at most. */
  readonly maxVoices: number;
}

/** The available sets, in the order of the knob. */
export interface PanelSets {
  readonly type: 'sets';
  readonly sets: readonly string[];
}

export interface PanelState extends Omit<Patch, 'offsets'> {
  readonly type: 'state';
  readonly voices: VoiceSettings;
  /** Transport of the map point. */
  readonly motion: 'stopped' | 'recording' | 'playing';
  /** Path and walk of the latents. */
  readonly latents: {
    readonly motion: 'stopped' | 'recording' | 'playing';
    /** Whether the path plays in a loop, or once. */
    readonly isLooping: boolean;
    readonly walk: WalkSettings;
  };
  /** Descriptors whose offset moves only themselves; an offset of the others also moves correlated descriptors. */
  readonly unlinked: readonly DescriptorName[];
  readonly volts: readonly number[];
  readonly gates: readonly boolean[];
  /** Value of each destination, in their order and units: base plus modulation by the jacks. */
  readonly values: readonly number[];
  /** The sink that plays ('browser', 'alsa:...', 'null'), the wished frames of its buffer (null: its own choice), and devices of the last 'list-outputs'. */
  readonly output: {
    readonly sink: string;
    readonly bufferFrames: number | null;
    readonly canChoose: boolean;
    readonly devices: readonly { readonly sink: string; readonly name: string }[];
  };
  /** Whether a set that is chosen here plays once, and how loud. */
  readonly audition: AuditionSettings;
  /** The master volume, dB. */
  readonly volumeDb: number;
  /** Seconds of the take that is being recorded; 'idle': none is; null where nothing can be recorded. */
  readonly recording: number | 'idle' | null;
  /** Names of the presets; null where presets cannot be stored. */
  readonly presets: readonly string[] | null;
  /** Names of the changes that 'undo' takes back and 'redo' makes again, and how many changes lie before this moment. */
  readonly history: { readonly undo: string | null; readonly redo: string | null; readonly position: number };
  /** The set that is replaced by an unsaved edit for an audition; null: none. */
  readonly auditionedSet: string | null;
  /** Whether the model plays; until it is loaded, a pre-rendered start-up sound plays. */
  readonly isLive: boolean;
  readonly message: string | null;
}

/** Settings of the jacks, whether set by the knob, by a client or in the last session. */
export interface PanelSettings extends ControlSettings {
  readonly type: 'settings';
}

/** Readings of each jack, for clients that inspect them. */
export interface PanelJacks {
  readonly type: 'jacks';
  readonly jacks: readonly {
    /** Calibrated, volts. */
    readonly volts: number;
    /** Before calibration, volts. */
    readonly uncalibratedVolts: number;
    /** Standard deviation of the last readings, mV. */
    readonly noiseMv: number;
    readonly isStable: boolean;
    /** Time since the voltage last moved by more than its noise, s; null when it has not moved since inspection began. */
    readonly secondsSinceChange: number | null;
    /** Voltage of the calibration point being measured; null: none. */
    readonly measuringVolts: number | null;
    /** Voltages of the measured calibration points. */
    readonly measuredVolts: readonly number[];
  }[];
}

export interface PanelMeters {
  readonly type: 'meters';
  /** Rendering time of a block as a share of its duration. */
  readonly load: number;
  readonly blockP99Us: number;
  readonly block: number;
  readonly underruns: number;
  /** Of a network on a thread of its own: hops that were late, the time of a run (p99) and of its hop, µs; all 0 of another. */
  readonly missedDeadlines: number;
  readonly networkP99Us: number;
  readonly networkHopUs: number;
  readonly engineOverruns: number;
  readonly hostOverruns: number;
  readonly faults: number;
  /** Latency from gate to sink, largest latency from CV to sink, and latency added by the audio device, ms. */
  readonly latencyMs: number;
  readonly cvLatencyMs: number;
  readonly deviceMs: number;
  readonly isRealtime: boolean;
  readonly rssMb: number;
  readonly temperatureC: number | null;
}

/** The sets on the map, and the recorded path. */
export interface PanelMap {
  readonly type: 'map';
  readonly sets: readonly { readonly name: string; readonly x: number; readonly y: number }[];
  /** Duration, and some of its points in order; no points while it is being recorded. */
  readonly path: { readonly seconds: number; readonly points: readonly (readonly [number, number])[] };
}

/** The places of the sets along the first two latents, and the recorded path. */
export interface PanelLatents {
  readonly type: 'latents';
  /** Empty where the model has no latents, or has not measured the bank. */
  readonly sets: readonly { readonly name: string; readonly x: number; readonly y: number }[];
  /** Duration, and some of its points in order; no points while it is being recorded. What it adds to the latents of what plays. */
  readonly path: { readonly seconds: number; readonly points: readonly (readonly [number, number])[] };
}

/** The mapping of MIDI, its clock, and the number of its messages. */
export interface PanelMidi {
  readonly type: 'midi';
  /** Beats a minute; null without a clock. */
  readonly bpm: number | null;
  readonly isRunning: boolean;
  /** The target of the next controller or note; null: none learns. */
  readonly learning: LearnTarget | null;
  /** Messages of all ports, and bytes that belonged to none. */
  readonly messages: number;
  readonly ignoredBytes: number;
  readonly mapping: MidiMapping;
}

/** The OLED's frame, sent when it has changed: one byte per pixel, base64. */
export interface OledFrame {
  readonly type: 'oled';
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly data: string;
}

/** An action failed, or the instrument reports an error. */
export interface ErrorMessage {
  readonly type: 'error';
  readonly message: string;
}

/** From the server to a client. */
export type ServerMessage =
  | Hello
  | PanelSets
  | PanelMap
  | PanelLatents
  | PanelState
  | PanelSettings
  | PanelJacks
  | PanelMeters
  | PanelMidi
  | OledFrame
  | ErrorMessage;
