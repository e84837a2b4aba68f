import type { NoteInput } from '../../contracts/panel-input.ts';
import type { ChannelExpression, Tuning } from './channel-expression.ts';
import type { MidiNote, NoteLine } from './note-line.ts';
import { createPolyLine } from './poly-line.ts';

export interface VoiceNotesOptions {
  readonly expression: Pick<ChannelExpression, 'added'>;
  readonly tuningOf: (note: MidiNote) => Tuning;
  readonly onNote: (note: NoteInput) => void;
  /** Called before a note begins. */
  readonly onStart: () => void;
}

/** The notes that have a voice each. */
export interface VoiceNotes extends NoteLine {
  /** Plays the notes of a channel on with what it adds to them now. */
  move(channel: number): void;
}

export function createVoiceNotes({ expression, tuningOf, onNote, onStart }: VoiceNotesOptions): VoiceNotes {
  const begun = (key: number, note: MidiNote) =>
    ({ kind: 'note', key, isOn: true, ...expression.added(note.channel, tuningOf(note)) }) as const;
  const line = createPolyLine({
    onStart: (key, note) => {
      onStart();
      onNote(begun(key, note));
    },
    onEnd: (key) => onNote({ kind: 'note', key, isOn: false, pitch: 0, level: 0, sharpness: 0 }),
  });
  return {
    press: line.press,
    lift: line.lift,
    sustain: line.sustain,
    release: line.release,
    get sounding() {
      return line.sounding;
    },
    move: (channel) => line.forEach(channel, (key, note) => onNote({ ...begun(key, note), isMoved: true })),
  };
}
