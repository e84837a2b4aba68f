import type { NoteInput } from '../contracts/panel-input.ts';
import type { Residue } from '../control/performance/performance.ts';
import { MAX_VOICES } from '../control/voices.ts';

/** Gates of the panel: 0 is gate 1, 1 is gate 2. */
export type GateIndex = 0 | 1;
/** Triggers. */
export const GATE_1 = 0;
/** Loops. */
export const GATE_2 = 1;
/** Numbers of a residue: of the renderer itself, and of each of its voices. */
export const [RENDERER_RESIDUE, VOICE_RESIDUE] = [6, 6];
/** Numbers of the longest residue. */
export const MAX_RESIDUE = RENDERER_RESIDUE + VOICE_RESIDUE * MAX_VOICES;

/** The sound source of a render thread: control values and gates in, samples out. Used by one thread; nothing allocates without bound or
 * throws for normal events.
 */
export interface Renderer {
  readonly sampleRate: number;
  /** Samples by which the sound lags behind gates and controls. */
  readonly latencyFrames: number;
  /** False while it renders silence and no note is pending. */
  readonly isSounding: boolean;
  /** Blocks of silence because a value was not finite. */
  readonly faults: number;
  /** The stretch of the set that gate 2 loops, ms; -1 and -1 while none does, 0 and the window while a freeze does. */
  readonly loopFromMs?: number;
  readonly loopToMs?: number;
  /**
   * Sets the destinations' values from the next sample on.
   *
   * @param values in the order of `DESTINATIONS`, copied
   */
  control(values: Float64Array): void;
  /** Counts triggers that were played before the first sample: the chance of each trigger depends on its number. */
  skipTriggers?(count: number): void;
  /**
   * Writes what is left of the sounds before, while nothing sounds: a renderer that begins with it renders the same as this one from here on.
   *
   * @param into of `MAX_RESIDUE` numbers
   * @returns how many it has written; 0 where a sound that has ended may come back
   */
  readResidue?(into: Float64Array): number;
  /** Begins with what another renderer has left; ignores what is left of another number of voices. Call before the first sample. */
  resume?(residue: Residue): void;
  /** Handles a gate's edge at the next sample. */
  gate(gate: GateIndex, isHigh: boolean): void;
  /** Handles the beginning or the end of a note at the next sample. Absent in a renderer of one voice. */
  note?(note: NoteInput): void;
  /**
   * Writes the next samples to `into[from ... to)`; block sizes make no difference to them, as long as gates and values come at the same
   * samples. A promise only when the accelerator returns one.
   *
   * @throws NeurorackError as `InferenceSession.run`
   */
  render(into: Float32Array, from: number, to: number): void | Promise<void>;
  /**
   * Announces a rise of gate 1 after the next `samples`: a note that ends there may hold its gains instead of running the network. If the
   * rise does not come, the note goes on.
   */
  expectTrigger?(samples: number): void;
  /**
   * Does work of the next trigger ahead of it; called between blocks. It changes no note that sounds, and its effect on the next note depends
   * on the calls alone, not on time.
   *
   * @throws NeurorackError as `render`
   */
  prepare?(): void | Promise<void>;
}
