import { CV_RANGES, type CvRangeName } from '../control/cv-range.ts';
import { DESTINATION_RANGES } from '../control/destination.ts';
import { clamp } from '../numeric/clamp.ts';
import type { PanelAction } from './protocol.ts';

/** The note that plays a set at its own pitch: middle C. */
const CENTRE_NOTE = 60;
const NOTES_PER_OCTAVE = 12;
/** Channel, from 0, whose notes play gate 2; those of all others play gate 1. */
const LOOP_CHANNEL = 1;
const MAX_DATA = 127;
const NOTE_OFF = 0x80;
const NOTE_ON = 0x90;
const CONTROL_CHANGE = 0xb0;

export interface MidiPlayerOptions {
  readonly send: (action: PanelAction) => void;
  /** Ranges of the jacks, in their order. */
  readonly ranges: () => readonly CvRangeName[];
}

/** Plays the instrument by the messages of a MIDI controller. */
export interface MidiPlayer {
  /** Carries out one message; unknown ones are ignored. */
  receive(bytes: Uint8Array): void;
  /** Releases all notes, as when the controller is unplugged. */
  release(): void;
}

/**
 * Notes play gate 1, those of channel 2 play gate 2; the last held note decides the pitch, 1/12 octave a semitone, and its velocity the level.
 * Controllers 1 to 4 move CV 1 to CV 4 through the range of their jacks (MIDI 1.0 Detailed Specification, channel voice messages).
 */
export function createMidiPlayer({ send, ranges }: MidiPlayerOptions): MidiPlayer {
  /** Held notes of each gate, the last one last. */
  const held: readonly number[][] = [[], []];

  function setPitch(note: number): void {
    const { min, max } = DESTINATION_RANGES.pitch;
    const value = clamp((note - CENTRE_NOTE) / NOTES_PER_OCTAVE, min, max);
    send({ type: 'base', destination: 'pitch', value });
  }

  function press(gate: number, note: number, velocity: number): void {
    const notes = held[gate];
    const at = notes.indexOf(note);
    if (at >= 0) notes.splice(at, 1);
    // A note over another one triggers again.
    if (notes.length > 0 || at >= 0) send({ type: 'gate', gate, isHigh: false });
    notes.push(note);
    setPitch(note);
    const { min } = DESTINATION_RANGES.level;
    send({ type: 'base', destination: 'level', value: Math.max(min, 40 * Math.log10(velocity / MAX_DATA)) });
    send({ type: 'gate', gate, isHigh: true });
  }

  function lift(gate: number, note: number): void {
    const notes = held[gate];
    const at = notes.indexOf(note);
    if (at < 0) return;
    notes.splice(at, 1);
    const last = notes.at(-1);
    if (last === undefined) send({ type: 'gate', gate, isHigh: false });
    else setPitch(last);
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
    },
  };
}
