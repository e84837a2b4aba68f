import { z } from 'zod';
import { CV_RANGE_NAMES } from '../control/cv-range.ts';
import { DESTINATIONS } from '../control/destination.ts';
import { JACKS } from '../control/jacks.ts';
import { GATE_MODES, LOOP_MODES, type Patch, SOURCES } from '../control/patch.ts';
import type { ControlSettings } from '../control/settings.ts';
import { DESCRIPTORS, type DescriptorName } from '../descriptors/descriptor.ts';
import { OFFSET_MODES } from '../descriptors/transform/descriptor-offsets.ts';

const name = z.string().min(1).max(200);
/** As the display shows it on a line: no control characters. */
const presetTitle = z.string().regex(/^\P{Cc}{1,64}$/u);
const jack = z.enum(JACKS);
const destination = z.enum(DESTINATIONS);
const share = z.number().min(0).max(1);
/** No destination's unit needs more; each is held within its own range. */
const MOST_BASE = 10_000;
const MOST_VOLTS = 12;

/** What a page may ask for; anything else is refused. */
export const actionSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('cv'),
    channel: z.int().min(0).max(3),
    volts: z.number().min(-MOST_VOLTS).max(MOST_VOLTS),
  }),
  z.strictObject({ type: z.literal('gate'), gate: z.int().min(0).max(1), isHigh: z.boolean() }),
  z.strictObject({ type: z.literal('turn'), steps: z.int().min(-100).max(100) }),
  z.strictObject({ type: z.literal('button'), isDown: z.boolean() }),
  z.strictObject({ type: z.literal('sets'), setA: name.optional(), setB: name.optional() }),
  z.strictObject({ type: z.literal('source'), source: z.enum(SOURCES) }),
  z.strictObject({ type: z.literal('map-point'), x: share, y: share }),
  z.strictObject({ type: z.literal('map-path'), order: z.enum(['record', 'play', 'stop', 'clear']) }),
  z.strictObject({ type: z.literal('model'), model: name }),
  z.strictObject({ type: z.literal('gate-mode'), mode: z.enum(GATE_MODES) }),
  z.strictObject({ type: z.literal('loop-mode'), mode: z.enum(LOOP_MODES) }),
  z.strictObject({ type: z.literal('range'), jack, range: z.enum(CV_RANGE_NAMES) }),
  z.strictObject({ type: z.literal('depth'), jack, destination, depth: z.number().min(-1).max(1) }),
  z.strictObject({ type: z.literal('base'), destination, value: z.number().min(-MOST_BASE).max(MOST_BASE) }),
  z.strictObject({
    type: z.literal('offset-mode'),
    descriptor: z.enum(DESCRIPTORS),
    mode: z.enum(OFFSET_MODES),
  }),
  z.strictObject({
    type: z.literal('preset'),
    act: z.enum(['save', 'recall', 'delete', 'restore']),
    name: presetTitle,
  }),
  z.strictObject({ type: z.literal('calibrate'), jack, volts: z.number().min(-10).max(10) }),
  z.strictObject({ type: z.literal('uncalibrate'), jack }),
  z.strictObject({ type: z.literal('inspect'), isOn: z.boolean() }),
  z.strictObject({ type: z.literal('listen'), isOn: z.boolean() }),
]);

/** From a page. 'listen' and 'inspect' are between the page and the server; the others reach the instrument. */
export type PanelAction = z.infer<typeof actionSchema>;

/** What does not change while the instrument is on. */
export interface Hello {
  readonly type: 'hello';
  readonly version: string;
  readonly board: string;
  readonly sampleRate: number;
  /** Where the sound goes: 'browser', 'device:...', 'null'. */
  readonly sink: string;
  /** Whether voltages come from jacks: faders show them, and move nothing. */
  readonly hasJacks: boolean;
  readonly models: readonly string[];
}

/** The sets that there are to choose from, in the order of the knob. */
export interface PanelSets {
  readonly type: 'sets';
  readonly sets: readonly string[];
}

export interface PanelState extends Omit<Patch, 'offsets'> {
  readonly type: 'state';
  /** Transport of the map point. */
  readonly motion: 'stopped' | 'recording' | 'playing';
  /** Descriptors that move alone when they are offset; the others take their neighbours with them. */
  readonly unlinked: readonly DescriptorName[];
  readonly volts: readonly number[];
  readonly gates: readonly boolean[];
  /** Of each destination, in their order and units: what base and jacks make of it. */
  readonly values: readonly number[];
  /** Names of the sounds that are kept; null where none can be. */
  readonly presets: readonly string[] | null;
  /** The preset that was deleted last, and can be had back. */
  readonly deletedPreset: string | null;
  /** The set that an edit of it plays for, unsaved; null: none. */
  readonly auditionedSet: string | null;
  /** Whether the model plays; before, a sound made beforehand does. */
  readonly isLive: boolean;
  readonly message: string | null;
}

/** How the jacks act, whoever has set it: the knob, a page, the settings of the last time. */
export interface PanelSettings extends ControlSettings {
  readonly type: 'settings';
}

/** What each jack reads; for pages that inspect them. */
export interface PanelJacks {
  readonly type: 'jacks';
  readonly jacks: readonly {
    /** Calibrated, volts. */
    readonly volts: number;
    /** As the converter shows it, volts. */
    readonly uncalibratedVolts: number;
    /** Standard deviation of the last readings, mV. */
    readonly noiseMv: number;
    readonly isStable: boolean;
    /** Since the voltage last moved by more than its noise, s; null when it has not since somebody looks. */
    readonly secondsSinceChange: number | null;
    /** Voltage of the calibration point that is awaited; null while none is. */
    readonly measuringVolts: number | null;
    /** Voltages of the points that were taken. */
    readonly measuredVolts: readonly number[];
  }[];
}

export interface PanelMeters {
  readonly type: 'meters';
  /** Share of a block's time that its rendering takes. */
  readonly load: number;
  readonly blockP99Us: number;
  readonly block: number;
  readonly underruns: number;
  readonly engineOverruns: number;
  readonly hostOverruns: number;
  readonly faults: number;
  /** From gate to sink, ms, from a voltage to sink at most, and what the device adds. */
  readonly latencyMs: number;
  readonly cvLatencyMs: number;
  readonly deviceMs: number;
  readonly isRealtime: boolean;
  readonly rssMb: number;
  readonly temperatureC: number | null;
}

/** The sets that lie on the map, and the way over it that was recorded. */
export interface PanelMap {
  readonly type: 'map';
  readonly sets: readonly { readonly name: string; readonly x: number; readonly y: number }[];
  /** Its seconds, and some of its points, in their order; none while it is being recorded. */
  readonly path: { readonly seconds: number; readonly points: readonly (readonly [number, number])[] };
}

/** The OLED's frame when it has changed: one byte a pixel, base64. */
export interface OledFrame {
  readonly type: 'oled';
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly data: string;
}

/** An action was refused. */
export interface ErrorMessage {
  readonly type: 'refused';
  readonly message: string;
}

export type ServerMessage =
  | Hello
  | PanelSets
  | PanelMap
  | PanelState
  | PanelSettings
  | PanelJacks
  | PanelMeters
  | OledFrame
  | ErrorMessage;
