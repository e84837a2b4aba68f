import type { MidiNote, NoteLine } from './note-line.ts';

type Owner = Pick<MidiNote, 'port' | 'channel'>;

interface HeldNote extends MidiNote {
  /** Its voice's key. */
  readonly key: number;
  /** The key is released, and the pedal holds the note. */
  isSustained: boolean;
}

export interface PolyLineOptions {
  /** Begins a note; one that sounds with this key begins again. */
  readonly onStart: (key: number, note: MidiNote) => void;
  readonly onEnd: (key: number) => void;
}

/** The notes of several voices. */
export interface PolyLine extends NoteLine {
  /** Calls back with each note of a channel that sounds. */
  forEach(channel: number, onNote: (key: number, note: MidiNote) => void): void;
}

/** The notes of several voices: each sounds until its key and the pedal are released, beside the others. */
export function createPolyLine({ onStart, onEnd }: PolyLineOptions): PolyLine {
  const keys = new Map<string, number>();
  let held: HeldNote[] = [];
  let pedals: Owner[] = [];

  /** A number for each key of each channel of each port, from 0 on. */
  function keyOf({ port, channel, note }: Omit<MidiNote, 'velocity'>): number {
    const name = `${channel} ${note} ${port}`;
    const known = keys.get(name) ?? keys.size;
    keys.set(name, known);
    return known;
  }

  function end(isEnded: (note: HeldNote) => boolean): void {
    const ended = held.filter(isEnded);
    held = held.filter((note) => !ended.includes(note));
    for (const { key } of ended) onEnd(key);
  }

  const isPedalDown = (note: Owner): boolean => pedals.some((pedal) => isSameChannel(pedal, note));

  return {
    forEach: (channel, onNote) => {
      for (const note of held) if (note.channel === channel) onNote(note.key, note);
    },
    press: (note) => {
      const key = keyOf(note);
      held = held.filter((one) => one.key !== key);
      held.push({ ...note, key, isSustained: false });
      onStart(key, note);
    },
    lift: (note) => {
      const key = keyOf(note);
      if (!isPedalDown(note)) end((one) => one.key === key);
      else for (const one of held) if (one.key === key) one.isSustained = true;
    },
    sustain: (port, channel, isDown) => {
      const pedal = { port, channel };
      pedals = pedals.filter((one) => !isSameChannel(one, pedal));
      if (isDown) pedals.push(pedal);
      else end((one) => one.isSustained && isSameChannel(one, pedal));
    },
    release: (isEnded) => {
      pedals = pedals.filter((pedal) => !isEnded(pedal));
      end(isEnded);
    },
    get sounding() {
      return held.at(-1);
    },
  };
}

const isSameChannel = (one: Owner, other: Owner): boolean => one.port === other.port && one.channel === other.channel;
