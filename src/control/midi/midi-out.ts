import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import type { MidiMapping } from './midi-mapping.ts';

const [NOTE_OFF, NOTE_ON, CONTROL] = [0x80, 0x90, 0xb0];
const MAX_DATA = 127;

/** Gates and sound of one moment, as MIDI sends them. */
export interface PlayedControls {
  readonly gates: readonly boolean[];
  /** Of the destinations: octaves, dB. */
  readonly pitch: number;
  readonly level: number;
  /** The descriptors of the sound on their perceptual scales, 0-1, in the order of `DESCRIPTORS`. */
  readonly descriptors: readonly number[];
}

/** Sends gates as notes, and descriptors that move as controllers. Pure; its only state is what it has sent. */
export interface MidiOut {
  /** Sends the difference to the last call. */
  play(controls: PlayedControls): void;
  /** Ends the notes that sound. */
  release(): void;
}

export interface MidiOutOptions {
  readonly mapping: Pick<MidiMapping, 'notes' | 'out'>;
  readonly send: (bytes: readonly number[]) => void;
}

/** A note keeps its pitch to its end: a voltage that glides would otherwise be a run of notes. */
export function createMidiOut({ mapping: { notes, out }, send }: MidiOutOptions): MidiOut {
  const gates = [out.gate1, out.gate2].map((channel) => ({ channel, note: -1 }));
  const controls = out.descriptors.map((one) => ({ ...one, index: DESCRIPTORS.indexOf(one.descriptor), value: -1 }));

  function lower(gate: (typeof gates)[number]): void {
    if (gate.note < 0 || gate.channel === null) return;
    send([NOTE_OFF + gate.channel - 1, gate.note, 0]);
    gate.note = -1;
  }

  return {
    play: ({ gates: levels, pitch, level, descriptors }) => {
      for (const [n, gate] of gates.entries()) {
        if (gate.channel === null || (levels[n] ?? false) === gate.note >= 0) continue;
        if (gate.note >= 0) {
          lower(gate);
          continue;
        }
        gate.note = data(notes.centre + 12 * pitch);
        // The inverse of what velocity does to the level; velocity 0 would end the note.
        send([NOTE_ON + gate.channel - 1, gate.note, Math.max(1, data(MAX_DATA * 10 ** (level / 40)))]);
      }
      for (const control of controls) {
        const value = data(MAX_DATA * (descriptors[control.index] ?? 0));
        if (value === control.value) continue;
        control.value = value;
        send([CONTROL + control.channel - 1, control.cc, value]);
      }
    },
    release: () => {
      for (const gate of gates) lower(gate);
    },
  };
}

const data = (value: number): number => Math.round(Math.min(Math.max(value, 0), MAX_DATA));
