import * as z from 'zod';
import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import { DESTINATIONS } from '../destination.ts';
import { JACKS } from '../jacks.ts';

/** Which of several held notes sounds. */
export const NOTE_PRIORITIES = ['last', 'low', 'high'] as const;
export type NotePriority = (typeof NOTE_PRIORITIES)[number];

/** Whether a note over a held one triggers again, or moves the pitch alone. */
export const NOTE_MODES = ['retrigger', 'legato'] as const;
export type NoteMode = (typeof NOTE_MODES)[number];

/** Shapes of a controller's way from `min` to `max`. */
export const CONTROL_CURVES = ['linear', 'exponential', 'logarithmic', 's'] as const;
export type ControlCurve = (typeof CONTROL_CURVES)[number];

/** Clock messages in each division of a bar of four quarters: 24 a quarter. `t`: triplet, `.`: dotted. */
export const CLOCK_DIVISIONS = {
  '1/1': 96,
  '1/2': 48,
  '1/4.': 36,
  '1/4': 24,
  '1/4t': 16,
  '1/8.': 18,
  '1/8': 12,
  '1/8t': 8,
  '1/16.': 9,
  '1/16': 6,
  '1/16t': 4,
  '1/32': 3,
} as const;
export type ClockDivision = keyof typeof CLOCK_DIVISIONS;
const isDivision = (name: string): name is ClockDivision => name in CLOCK_DIVISIONS;
const DIVISION_NAMES = Object.keys(CLOCK_DIVISIONS).filter(isDivision);

const CHANNEL = "expected 'all' or a channel from 1 to 16";
const channelNumber = z.int(CHANNEL).min(1, CHANNEL).max(16, CHANNEL);
const channel = z.union([z.literal('all'), channelNumber], CHANNEL);
const gateChannel = z.union(
  [z.enum(['all', 'none']), channelNumber],
  "expected 'all', 'none' or a channel from 1 to 16",
);
const byte = z.int().min(0).max(127);
/** Larger than the range of any destination. */
const bound = z.number().min(-10_000).max(10_000).nullable();

export const controlSourceSchema = z.discriminatedUnion('kind', [
  // Controllers from 120 on are messages of the mode, such as 'all notes off'.
  z.strictObject({ kind: z.literal('cc'), number: z.int().min(0).max(119), channel: channel.default('all') }),
  z.strictObject({ kind: z.literal('aftertouch'), channel: channel.default('all') }),
]);

const TARGETS = [
  /** Sets a destination's base, as its knob does. */
  z.strictObject({ kind: z.literal('base'), destination: z.enum(DESTINATIONS) }),
  /** Is added to a destination's base, and not saved. */
  z.strictObject({ kind: z.literal('destination'), destination: z.enum(DESTINATIONS) }),
  /** Sets the voltage of a jack, where the board has none of its own. */
  z.strictObject({ kind: z.literal('cv'), jack: z.enum(JACKS) }),
] as const;
export const controlTargetSchema = z.discriminatedUnion('kind', TARGETS);

/** A target that learns: one of a controller, or the note of gate 2. */
export const learnTargetSchema = z.discriminatedUnion('kind', [
  ...TARGETS,
  z.strictObject({ kind: z.literal('gate2') }),
]);
export type LearnTarget = z.infer<typeof learnTargetSchema>;

const control = z.strictObject({
  source: controlSourceSchema,
  target: controlTargetSchema,
  /** In the unit of the target; null: the bound of its range. */
  min: bound.default(null),
  max: bound.default(null),
  curve: z.enum(CONTROL_CURVES).default('linear'),
  /** -1: from `max` to `min`. */
  sign: z.literal([1, -1]).default(1),
});

const division = z.enum(DIVISION_NAMES).nullable().default(null);

const notes = z.strictObject({
  channel: channel.default('all'),
  priority: z.enum(NOTE_PRIORITIES).default('last'),
  mode: z.enum(NOTE_MODES).default('retrigger'),
  /** The note of 0 V, which plays a set at its own pitch. */
  centre: byte.default(60),
  /** Range of pitch bend to either side, semitones. */
  bendSemitones: z.number().min(0).max(48).default(2),
  /** How far velocity moves the level: at 1, by 40 log(velocity / 127) dB. */
  velocityToLevel: z.number().min(0).max(1).default(1),
  /** How far velocity moves the sharpness: at 1, from -1 at velocity 0 to 1 at 127. */
  velocityToSharpness: z.number().min(-1).max(1).default(0.25),
  /** Polyphonic expression: the channels of a zone play single notes; null: none, until a controller announces one. */
  mpe: z
    .strictObject({
      zone: z.enum(['lower', 'upper']).default('lower'),
      members: z.int().min(1).max(15).default(15),
      /** Range of the bend of a note to either side, semitones. */
      bendSemitones: z.number().min(0).max(96).default(48),
    })
    .nullable()
    .default(null),
});

const gate2 = z.strictObject({
  channel: gateChannel.default(2),
  /** The note that plays gate 2, and no pitch; null: every note of the channel, with its pitch. */
  note: byte.nullable().default(null),
  /** Whether each note changes the gate, and its end does not. */
  isToggle: z.boolean().default(false),
});

const programs = z.strictObject({
  isOn: z.boolean().default(true),
  channel: channel.default('all'),
  /** By program, from 1; another program recalls the preset at its place in the list. */
  presets: z
    .record(
      z.string().regex(/^([1-9]|[1-9]\d|1[01]\d|12[0-8])$/, 'expected a program from 1 to 128'),
      z.string().min(1).max(64),
    )
    .default({}),
});

/** Which divisions of the clock play gates, and set the window of the loop; null: none. */
const clock = z.strictObject({ gate1: division, gate2: division, loopWindow: division });

/** The messages that are sent, to the output that other programs connect to and to chosen ones. */
const out = z.strictObject({
  /** Outputs of the computer by name, or the beginning of one. */
  ports: z.array(z.string().min(1).max(200)).max(16).default([]),
  /** Channel of the notes of each gate; null: none. */
  gate1: channelNumber.nullable().default(1),
  gate2: channelNumber.nullable().default(2),
  /** Controllers that follow the descriptors of the sound. */
  descriptors: z
    .array(
      z.strictObject({
        descriptor: z.enum(DESCRIPTORS),
        cc: z.int().min(0).max(119),
        channel: channelNumber.default(1),
      }),
    )
    .max(DESCRIPTORS.length)
    .default([]),
  /** Tempo of the clock that is sent, beats a minute; null: none. */
  clock: z.number().min(20).max(400).nullable().default(null),
});

/** Schema of a mapping; a field that is absent has its default, an unknown one is refused. */
export const midiMappingSchema = z.strictObject({
  notes: notes.prefault({}),
  gate2: gate2.prefault({}),
  controls: z.array(control).max(256).default([]),
  programs: programs.prefault({}),
  clock: clock.prefault({}),
  out: out.prefault({}),
});

/** How messages of MIDI play the instrument. Plain data. */
export type MidiMapping = z.infer<typeof midiMappingSchema>;
export type MidiControl = MidiMapping['controls'][number];
export type ControlSource = MidiControl['source'];
export type ControlTarget = MidiControl['target'];

/** The mapping of a new instrument: controllers 1 to 4 are the jacks, aftertouch brightens by up to two octaves. */
export const DEFAULT_MIDI_MAPPING: MidiMapping = midiMappingSchema.parse({
  controls: [
    ...JACKS.map((jack, index) => ({ source: { kind: 'cc', number: index + 1 }, target: { kind: 'cv', jack } })),
    { source: { kind: 'aftertouch' }, target: { kind: 'destination', destination: 'centroid' }, min: 0, max: 2 },
  ],
});
