import type { NoteInput } from '../../contracts/panel-input.ts';
import { DESTINATION_RANGES } from '../destination.ts';
import { velocityOffsets } from '../velocity.ts';
import { accepts, ChannelExpression } from './channel-expression.ts';
import type { MidiMapping } from './midi-mapping.ts';
import { isMember, isOfZone, type MpeZone } from './mpe-zone.ts';
import { createNoteLine, type MidiNote } from './note-line.ts';
import type { OffsetSums } from './offset-sums.ts';
import { createVoiceNotes } from './voice-notes.ts';

const SEMITONES_AN_OCTAVE = 12;
/** Pitch bend at rest, and its way to either side. */
const BEND_CENTRE = 8192;
/** Time from the last release to the return of pitch, level and sharpness, µs: a sound that ends by itself, after its note, keeps them to its end. */
export const RETURN_US = 6_000_000;

export interface MidiNotesOptions {
  readonly mapping: MidiMapping;
  /** Channels of single notes, all of which play gate 1. */
  readonly zone?: MpeZone | undefined;
  readonly sums: OffsetSums;
  readonly onGate: (gate: number, isHigh: boolean) => void;
  /** Whether each note has a voice of its own; read at its beginning. Default: no. */
  readonly isPolyphonic?: (() => boolean) | undefined;
  readonly onNote?: ((note: NoteInput) => void) | undefined;
}

type Owner = Pick<MidiNote, 'port' | 'channel'>;

/** The notes of all ports, as gates, pitch, level and sharpness. */
export interface MidiNotes {
  press(note: MidiNote): void;
  lift(note: Pick<MidiNote, 'port' | 'channel' | 'note'>, timeUs: number): void;
  sustain(port: string, channel: number, isDown: boolean, timeUs: number): void;
  /** @param value 0 to 16383, 8192 at rest */
  bend(channel: number, value: number): void;
  /**
   * Moves pitch and level of the voices of a channel that is one of single notes, where the mapping has aftertouch for them.
   *
   * @param value 0 to 127
   * @returns whether the channel has voices of its own
   */
  pressure(channel: number, value: number): boolean;
  release(isEnded: (of: Owner) => boolean, timeUs: number): void;
  isSounding(port: string, channel: number, note: number): boolean;
  /** Whether a note of a channel sounds. */
  isChannelSounding(port: string, channel: number): boolean;
  advance(timeUs: number): void;
  /** Returns pitch, level and sharpness at once, and the pitch bend. */
  endPitch(): void;
}

export function createMidiNotes(options: MidiNotesOptions): MidiNotes {
  const { mapping, zone, sums, onGate, isPolyphonic = () => false, onNote = () => undefined } = options;
  const { notes, gate2 } = mapping;
  const { priority, mode } = notes;
  const ofGate1 = createNoteLine({ priority, mode, isToggle: false, onNote: sound, onGate: (to) => onGate(0, to) });
  const ofGate2 = createNoteLine({
    priority,
    mode,
    isToggle: gate2.isToggle,
    onNote: (note, isTriggered) => {
      if (gate2.note === null) sound(note, isTriggered);
    },
    onGate: (to) => onGate(1, to),
  });
  const expression = new ChannelExpression(zone, mapping);
  const ofVoices = createVoiceNotes({
    expression,
    tuningOf: (note) => tuningOf(note, notes),
    onNote,
    // The bend of a channel moves its own voices alone; that of the manager, all.
    onStart: () => choose(0),
  });
  const lines = [ofGate1, ofGate2, ofVoices];
  /** Time of the last release; undefined while a note sounds, and once its pitch has returned. */
  let releasedUs: number | undefined;
  let isMoved = false;
  /** The channel of the note that sounded last. */
  let lastChannel = 0;

  /** The bend of a zone's channel follows its last note. */
  function choose(channel: number): void {
    lastChannel = channel;
    if (zone !== undefined) bendZone(zone);
  }

  /** A note that sounds again after another one keeps the level and the sharpness of that one: it does not trigger. */
  function sound(note: MidiNote, isTriggered: boolean): void {
    choose(note.channel);
    const { pitch, level, sharpness } = tuningOf(note, notes);
    sums.set('pitch', 'note', pitch);
    if (!isTriggered) return;
    sums.set('level', 'note', level);
    sums.set('sharpness', 'note', sharpness);
    isMoved = true;
  }

  /** The bend of all notes and that of the note that sounds. */
  function bendZone({ manager }: MpeZone): void {
    const own = isMember(zone, lastChannel) ? expression.bendOf(lastChannel) : 0;
    sums.set('pitch', 'bend', (own + expression.bendOf(manager)) / SEMITONES_AN_OCTAVE);
  }

  function update(timeUs: number): void {
    const isSilent = lines.every(({ sounding }) => sounding === undefined);
    if (!isSilent) releasedUs = undefined;
    else if (isMoved) releasedUs ??= timeUs;
  }

  function endNote(): void {
    sums.clear('note');
    releasedUs = undefined;
    isMoved = false;
  }

  return {
    press: (note) => {
      if (isOfGate2(note, gate2, zone)) ofGate2.press(note);
      else if (isOfZone(zone, note.channel) || accepts(notes.channel, note.channel)) {
        (isPolyphonic() ? ofVoices : ofGate1).press(note);
      }
      // A toggle that ends here begins its wait at the next step of time.
      if (lines.some(({ sounding }) => sounding !== undefined)) releasedUs = undefined;
    },
    lift: (note, timeUs) => {
      for (const line of lines) line.lift(note);
      update(timeUs);
    },
    sustain: (port, channel, isDown, timeUs) => {
      for (const line of lines) line.sustain(port, channel, isDown);
      update(timeUs);
    },
    bend: (channel, value) => {
      const way = value - BEND_CENTRE;
      const share = way / (way < 0 ? BEND_CENTRE : BEND_CENTRE - 1);
      if (zone !== undefined && isOfZone(zone, channel)) {
        const semitones = isMember(zone, channel) ? zone.bendSemitones : notes.bendSemitones;
        expression.bend(channel, share * semitones);
        bendZone(zone);
        if (isMember(zone, channel)) ofVoices.move(channel);
        return;
      }
      const isPitched = gate2.note === null && gate2.channel !== 'none' && accepts(gate2.channel, channel);
      if (!accepts(notes.channel, channel) && !isPitched) return;
      sums.set('pitch', 'bend', (share * notes.bendSemitones) / SEMITONES_AN_OCTAVE);
    },
    pressure: (channel, value) => {
      if (!isPolyphonic() || !isMember(zone, channel)) return false;
      expression.press(channel, value);
      ofVoices.move(channel);
      return true;
    },
    release: (isEnded, timeUs) => {
      for (const line of lines) line.release(isEnded);
      update(timeUs);
    },
    isSounding: (port, channel, note) =>
      lines.some(({ sounding }) => sounding?.port === port && sounding.channel === channel && sounding.note === note),
    isChannelSounding: (port, channel) =>
      lines.some(({ sounding }) => sounding?.port === port && sounding.channel === channel),
    advance: (timeUs) => {
      update(timeUs);
      if (releasedUs !== undefined && timeUs - releasedUs >= RETURN_US) endNote();
    },
    endPitch: () => {
      endNote();
      sums.clear('bend');
      expression.clear();
    },
  };
}

function isOfGate2(
  { channel, note }: Pick<MidiNote, 'channel' | 'note'>,
  gate2: MidiMapping['gate2'],
  zone: MpeZone | undefined,
): boolean {
  if (gate2.channel === 'none' || isOfZone(zone, channel)) return false;
  return accepts(gate2.channel, channel) && (gate2.note === null || gate2.note === note);
}

/** The pitch (octaves), the level (dB) and the sharpness that a note adds. */
function tuningOf(
  { note, velocity }: MidiNote,
  { centre, ...response }: MidiMapping['notes'],
): Pick<NoteInput, 'pitch' | 'level' | 'sharpness'> {
  const { min, max } = DESTINATION_RANGES.pitch;
  return {
    pitch: Math.min(Math.max((note - centre) / SEMITONES_AN_OCTAVE, min - max), max - min),
    ...velocityOffsets(velocity, response),
  };
}
