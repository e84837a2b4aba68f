/** Lengths of the MIDI that is played after a scene. */
export const MIDI_FORMS = ['short', 'whole'] as const;
export type MidiForm = (typeof MIDI_FORMS)[number];

/** A note of the MIDI file. */
export interface PlannedNote {
  /** Its start, seconds of the file. */
  readonly seconds: number;
  readonly note: number;
  readonly velocity: number;
}

/** A clock that is sent. */
export interface PlannedClock {
  readonly bpm: number;
  /** The gates that it plays before a client of the panel connects, which shows its tempo from then on. */
  readonly gates: number;
}

export interface MidiPlan {
  readonly notes: readonly PlannedNote[];
  readonly clocks: readonly PlannedClock[];
  /** Whether the port is removed while it holds a note, and comes back. */
  readonly isPortRemoved: boolean;
}

/** Time that a note is held, seconds: longer than the piece of it that is analysed. */
export const NOTE_SECONDS = 0.45;
/** From note to note, and to the first one, seconds: a gated sound has ended by then. */
const [APART, FIRST] = [0.65, 0.5];
/** Middle C plays a set at its own pitch. */
export const CENTRE = 60;
const VELOCITY = 100;
/** The division of the clock that plays gate 1, and its clock messages. */
export const GATE_DIVISION = '1/8';
export const CLOCKS_A_GATE = 12;
/** Largest distance of a clock message from its time, ms. */
export const JITTER_MS = 3;
/** Time in which the panel shows the tempo of a clock, seconds. */
const SHOWN_SECONDS = 1.6;

export function midiPlan(form: MidiForm): MidiPlan {
  if (form === 'short') {
    return {
      notes: inTime([60, 72], [40, 127]),
      clocks: [{ bpm: 120, gates: 4 }],
      isPortRemoved: false,
    };
  }
  return {
    notes: inTime([60, 61, 67, 72, 48], [30, 60, 90, 127]),
    clocks: [
      { bpm: 60, gates: 4 },
      { bpm: 120, gates: 8 },
      { bpm: 180, gates: 12 },
    ],
    isPortRemoved: true,
  };
}

/** Notes of one velocity at several pitches, then of one pitch at several velocities. */
function inTime(pitches: readonly number[], velocities: readonly number[]): PlannedNote[] {
  const notes = [
    ...pitches.map((note) => ({ note, velocity: VELOCITY })),
    ...velocities.map((velocity) => ({ note: CENTRE, velocity })),
  ];
  return notes.map((note, n) => ({ ...note, seconds: FIRST + n * APART }));
}

/** Times of the messages of a clock, seconds from its first one: each strays by up to `JITTER_MS`, the same in each run. */
export function clockTimes({ bpm, gates }: PlannedClock): number[] {
  const period = 60 / (24 * bpm);
  const messages = CLOCKS_A_GATE * gates + Math.ceil(SHOWN_SECONDS / period);
  let state = bpm;
  return Array.from({ length: messages }, (_, n) => {
    // The generator of Numerical Recipes.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const stray = (2 * state) / 2 ** 32 - 1;
    return n * period + (stray * JITTER_MS) / 1000;
  });
}
