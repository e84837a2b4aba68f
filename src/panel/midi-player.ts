import { CV_RANGES, type CvRangeName } from '../control/cv-range.ts';
import { DESTINATION_RANGES } from '../control/destination.ts';
import { clamp } from '../numeric/clamp.ts';
import type { PanelAction } from './protocol.ts';

/** The note that plays a set at its own pitch: middle C. */
const CENTRE_NOTE = 60;
const NOTES_PER_OCTAVE = 12;
/** Channel, from 0, whose notes play gate 2; those of all others play gate 1. */
const LOOP_CHANNEL = 1;
/** Wait from the last release to the return of pitch and level, ms: a sound that ends by itself, after its note, keeps them to its end. */
export const RETURN_MS = 6000;
const MAX_DATA = 127;
const NOTE_OFF = 0x80;
const NOTE_ON = 0x90;
const CONTROL_CHANGE = 0xb0;

export interface MidiPlayerOptions {
  readonly send: (action: PanelAction) => void;
  /** Ranges of the jacks, in their order. */
  readonly ranges: () => readonly CvRangeName[];
  /** Bases of pitch and level at this moment. */
  readonly bases: () => NoteBases;
}

/** The destinations that notes move. */
export interface NoteBases {
  readonly pitch: number;
  readonly level: number;
}

/** Plays the instrument by the messages of a MIDI controller. */
export interface MidiPlayer {
  /** Carries out one message; unknown ones are ignored. */
  receive(bytes: Uint8Array): void;
  /** Releases all notes, and returns pitch and level at once, as when the controller is unplugged. */
  release(): void;
}

/**
 * Notes play gate 1, those of channel 2 play gate 2; the last held note decides the pitch, 1/12 octave a semitone, and its velocity the level.
 * Some seconds after the last note, pitch and level return to the bases before the first one, unless they were moved since. Controllers 1 to 4 move CV 1 to CV 4 through the range of their jacks (MIDI 1.0 Detailed Specification, channel voice messages).
 */
export function createMidiPlayer({ send, ranges, bases }: MidiPlayerOptions): MidiPlayer {
  /** Held notes of each gate, the last one last. */
  const held: readonly number[][] = [[], []];
  /** The bases before the first note, and those of the last one. */
  let moved: { readonly from: NoteBases; to: NoteBases } | undefined;
  let returning: ReturnType<typeof setTimeout> | undefined;

  function move(destination: keyof NoteBases, value: number): void {
    const from = bases();
    moved ??= { from, to: from };
    moved.to = { ...moved.to, [destination]: value };
    send({ type: 'base', destination, value });
  }

  /** @param isKept whether a base that has been moved since the last note stays */
  function returnBases(isKept: (destination: keyof NoteBases) => boolean): void {
    clearTimeout(returning);
    const { from } = moved ?? {};
    for (const destination of ['pitch', 'level'] as const) {
      if (from !== undefined && !isKept(destination)) send({ type: 'base', destination, value: from[destination] });
    }
    moved = undefined;
  }

  function startReturn(): void {
    if (held.some((notes) => notes.length > 0)) return;
    clearTimeout(returning);
    returning = setTimeout(
      () => returnBases((destination) => bases()[destination] !== moved?.to[destination]),
      RETURN_MS,
    );
  }

  function setPitch(note: number): void {
    const { min, max } = DESTINATION_RANGES.pitch;
    move('pitch', clamp((note - CENTRE_NOTE) / NOTES_PER_OCTAVE, min, max));
  }

  function press(gate: number, note: number, velocity: number): void {
    const notes = held[gate];
    const at = notes.indexOf(note);
    if (at >= 0) notes.splice(at, 1);
    // A note over another one triggers again.
    if (notes.length > 0 || at >= 0) send({ type: 'gate', gate, isHigh: false });
    notes.push(note);
    clearTimeout(returning);
    setPitch(note);
    const { min } = DESTINATION_RANGES.level;
    move('level', Math.max(min, 40 * Math.log10(velocity / MAX_DATA)));
    send({ type: 'gate', gate, isHigh: true });
  }

  function lift(gate: number, note: number): void {
    const notes = held[gate];
    const at = notes.indexOf(note);
    if (at < 0) return;
    notes.splice(at, 1);
    const last = notes.at(-1);
    if (last !== undefined) {
      setPitch(last);
      return;
    }
    send({ type: 'gate', gate, isHigh: false });
    startReturn();
  }

  function control(number: number, value: number): void {
    const range = ranges()[number - 1];
    if (range === undefined) return;
    const { low, high } = CV_RANGES[range];
    send({ type: 'cv', channel: number - 1, volts: low + ((high - low) * value) / MAX_DATA });
  }

  return {
    receive: ([status = 0, first = 0, second = 0]) => {
      const gate = (status & 0x0f) === LOOP_CHANNEL ? 1 : 0;
      const kind = status & 0xf0;
      if (kind === NOTE_ON && second > 0) press(gate, first, second);
      // A note on without velocity is a note off.
      else if (kind === NOTE_OFF || kind === NOTE_ON) lift(gate, first);
      else if (kind === CONTROL_CHANGE) control(first, second);
    },
    release: () => {
      for (const [gate, notes] of held.entries()) {
        if (notes.splice(0).length > 0) send({ type: 'gate', gate, isHigh: false });
      }
      returnBases(() => false);
    },
  };
}
