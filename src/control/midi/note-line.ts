import type { NoteMode, NotePriority } from './midi-mapping.ts';

/** A note by the key that plays it. */
export interface MidiNote {
  readonly port: string;
  /** 1 to 16. */
  readonly channel: number;
  readonly note: number;
  /** 1 to 127. */
  readonly velocity: number;
}

interface HeldNote extends MidiNote {
  /** The key is released, and the pedal holds the note. */
  isSustained: boolean;
}

export interface NoteLineOptions {
  readonly priority: NotePriority;
  readonly mode: NoteMode;
  /** Whether each note changes the gate, and its end does not. */
  readonly isToggle: boolean;
  /** The note that sounds from now on; `isTriggered` where it triggers, which `onGate` follows. */
  readonly onNote: (note: MidiNote, isTriggered: boolean) => void;
  readonly onGate: (isHigh: boolean) => void;
}

/** The notes that play one gate. */
export interface NoteLine {
  press(note: MidiNote): void;
  lift(note: Pick<MidiNote, 'port' | 'channel' | 'note'>): void;
  /** Presses or lifts the sustain pedal of a channel. */
  sustain(port: string, channel: number, isDown: boolean): void;
  /** Ends the notes that a function selects, and lifts their pedals. */
  release(isEnded: (of: { readonly port: string; readonly channel: number }) => boolean): void;
  /** The note that sounds; undefined while the gate is low. */
  readonly sounding: MidiNote | undefined;
}

/** A note that a held key or the pedal keeps on sounds until another one has priority; keys have priority over the pedal. */
export function createNoteLine({ priority, mode, isToggle, onNote, onGate }: NoteLineOptions): NoteLine {
  let held: HeldNote[] = [];
  let pedals: { readonly port: string; readonly channel: number }[] = [];
  let isHigh = false;
  let sounding: MidiNote | undefined;

  function choose(): MidiNote | undefined {
    const keys = held.filter(({ isSustained }) => !isSustained);
    if (keys.length === 0) return held.at(-1);
    if (priority === 'last') return keys.at(-1);
    return keys.reduce((one, other) => (one.note < other.note === (priority === 'low') ? one : other));
  }

  function setGate(next: boolean): void {
    if (isHigh === next) return;
    isHigh = next;
    onGate(next);
  }

  function update(): void {
    const next = choose();
    if (next === sounding) return;
    sounding = next;
    if (next === undefined) setGate(false);
    else onNote(next, false);
  }

  const isPedalDown = (note: Pick<MidiNote, 'port' | 'channel'>): boolean =>
    pedals.some((pedal) => isSameChannel(pedal, note));

  return {
    press: (note) => {
      if (isToggle) {
        sounding = isHigh ? undefined : note;
        if (sounding !== undefined) onNote(note, true);
        setGate(!isHigh);
        return;
      }
      const hasKeys = held.some(({ isSustained }) => !isSustained);
      held = held.filter((one) => !isSameNote(one, note));
      held.push({ ...note, isSustained: false });
      const next = choose();
      if (next === undefined || !isSameNote(next, note)) return;
      sounding = next;
      const isTriggered = !isHigh || mode === 'retrigger' || !hasKeys;
      if (isTriggered) setGate(false);
      onNote(next, isTriggered);
      setGate(true);
    },
    lift: (note) => {
      if (isToggle) return;
      if (isPedalDown(note)) {
        for (const one of held) if (isSameNote(one, note)) one.isSustained = true;
      } else held = held.filter((one) => !isSameNote(one, note));
      update();
    },
    sustain: (port, channel, isDown) => {
      const pedal = { port, channel };
      if (isDown === isPedalDown(pedal)) return;
      pedals = isDown ? [...pedals, pedal] : pedals.filter((one) => !isSameChannel(one, pedal));
      if (isDown) return;
      held = held.filter((one) => !one.isSustained || !isSameChannel(one, pedal));
      if (!isToggle) update();
    },
    release: (isEnded) => {
      pedals = pedals.filter((pedal) => !isEnded(pedal));
      held = held.filter((one) => !isEnded(one));
      if (!isToggle) update();
      else if (sounding !== undefined && isEnded(sounding)) {
        sounding = undefined;
        setGate(false);
      }
    },
    get sounding() {
      return sounding;
    },
  };
}

function isSameChannel(one: Pick<MidiNote, 'port' | 'channel'>, other: Pick<MidiNote, 'port' | 'channel'>): boolean {
  return one.port === other.port && one.channel === other.channel;
}

type Key = Pick<MidiNote, 'port' | 'channel' | 'note'>;

function isSameNote(one: Key, other: Key): boolean {
  return one.note === other.note && isSameChannel(one, other);
}
