import * as z from 'zod';
import { MIDI_FORMS } from './midi-plan.ts';

/** Record of the MIDI that was played in a guest. Times are µs of its CLOCK_MONOTONIC. */
export const midiRunSchema = z.object({
  form: z.enum(MIDI_FORMS),
  /** First sample of the recording. */
  soundUs: z.number(),
  /** Edges of gate 1, without MIDI. */
  gatesUs: z.array(z.number()),
  /** Start of the MIDI file, by the queue of the sequencer that plays it. */
  fileUs: z.number(),
  clocks: z.array(
    z.object({
      bpm: z.number(),
      /** Each message, as it was written to the port. */
      sentUs: z.array(z.number()),
      /** The tempo as the panel shows it. */
      shown: z.array(z.object({ us: z.number(), bpm: z.number().nullable() })),
    }),
  ),
  /** The port with a held note is removed, and comes back with another one. */
  removal: z
    .object({
      removedUs: z.number(),
      /** Gate 1 as the panel shows it. */
      gates: z.array(z.object({ us: z.number(), isHigh: z.boolean() })),
      backUs: z.number(),
      noteUs: z.number(),
    })
    .optional(),
});
export type MidiRun = z.infer<typeof midiRunSchema>;

/** Name of its file, in the folder `midi` of a recording. */
export const MIDI_RUN = 'run.json';
