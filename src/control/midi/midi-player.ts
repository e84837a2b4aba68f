import type { CvRangeName } from '../cv-range.ts';
import { createGateSum } from './gate-sum.ts';
import { activityName, sharedTargets, sourceName, targetName } from './mapping-names.ts';
import type { OnMidiAction } from './midi-action.ts';
import { type ClockState, createMidiClock, type MidiClock } from './midi-clock.ts';
import { createMidiControls, type MidiControls } from './midi-controls.ts';
import { createMidiLearn, type MidiLearn } from './midi-learn.ts';
import type { ControlSource, LearnTarget, MidiMapping } from './midi-mapping.ts';
import { createMidiNotes, type MidiNotes } from './midi-notes.ts';
import type { MidiCounts } from './midi-parser.ts';
import {
  createZone,
  isMember,
  LOWER_MANAGER,
  type MpeZone,
  TIMBRE_CONTROLLER,
  UPPER_MANAGER,
  zoneOf,
} from './mpe-zone.ts';
import { createOffsetSums } from './offset-sums.ts';
import { createPortParsers } from './port-parsers.ts';
import {
  BEND_RANGE,
  createRegisteredParameters,
  type RegisteredParameter,
  ZONE_MEMBERS,
} from './registered-parameters.ts';

const [NOTE_OFF, NOTE_ON, POLY_AFTERTOUCH, CONTROL, PROGRAM, AFTERTOUCH, BEND] = [
  0x80, 0x90, 0xa0, 0xb0, 0xc0, 0xd0, 0xe0,
];
const [SONG_POSITION, CLOCK, START, CONTINUE, STOP, ACTIVE_SENSING, RESET] = [0xf2, 0xf8, 0xfa, 0xfb, 0xfc, 0xfe, 0xff];
const FIRST_SYSTEM = 0xf0;
const SUSTAIN_PEDAL = 64;
const [ALL_SOUND_OFF, RESET_CONTROLLERS, ALL_NOTES_OFF] = [120, 121, 123];

export interface MidiPlayerOptions {
  readonly mapping: MidiMapping;
  readonly onAction: OnMidiAction;
  /** Ranges of the jacks, in their order. */
  readonly ranges: () => readonly CvRangeName[];
  /** Whether each note has a voice of its own. Default: no. */
  readonly isPolyphonic?: (() => boolean) | undefined;
  /** A mapping that learning has changed. */
  readonly onMapping?: ((mapping: MidiMapping) => void) | undefined;
}

/** Plays the instrument by the messages of MIDI ports: pure, the same beside a sound card and in a browser. Main thread. */
export interface MidiPlayer {
  /**
   * Carries out the messages of a port, whole or in parts.
   *
   * @param timeUs of their arrival, which does not run backwards in one port
   */
  receive(port: string, bytes: ArrayLike<number>, timeUs: number): void;
  /** Ends what time ends: a lost clock, a silent port, the pitch of a note that is long over. Call some 50 times a second. */
  advance(timeUs: number): void;
  /** Releases the notes and pedals of a port that is gone, and its clock. */
  releasePort(port: string): void;
  /** Releases all notes and pedals, lowers the gates, and returns everything that is no base. */
  panic(): void;
  /** Replaces the mapping; everything is released before, except a clock that plays the same. */
  use(mapping: MidiMapping): void;
  readonly mapping: MidiMapping;
  /** The next controller or note that moves is learned for a target, and does nothing else; undefined: none. */
  learn(target: LearnTarget | undefined): void;
  readonly learning: LearnTarget | undefined;
  /** The last message of a note, a controller or a program, as 'note 60 ch 1'; undefined before the first. */
  readonly activity: string | undefined;
  readonly clock: ClockState;
  /** Of all ports. */
  readonly counts: MidiCounts;
}

export function createMidiPlayer(options: MidiPlayerOptions): MidiPlayer {
  return new PlayingMidi(options);
}

/** The parts that a mapping makes. */
interface Parts {
  readonly notes: MidiNotes;
  readonly controls: MidiControls;
  readonly clock: MidiClock;
}

class PlayingMidi implements MidiPlayer {
  readonly #options: MidiPlayerOptions;
  readonly #ports = createPortParsers((...message) => this.#play(...message));
  readonly #gates = createGateSum((gate, isHigh) => this.#options.onAction({ kind: 'gate', gate, isHigh }));
  readonly #sums = createOffsetSums((destination, value) =>
    this.#options.onAction({ kind: 'offset', destination, value }),
  );
  #nowUs = 0;
  /** Of the messages that are read, by the clock of their port. */
  #arrivalUs = 0;
  /** Of the last message of a channel, for people; 0: none. */
  #lastStatus = 0;
  #lastData = 0;
  readonly #parameters = createRegisteredParameters();
  /** Of the mapping, or as a controller has announced it. */
  #zone: MpeZone | undefined;
  #learner: MidiLearn | undefined;
  /** The port whose clock is followed: the first that sends one. */
  #clockPort: string | undefined;
  #mapping: MidiMapping;
  #parts: Parts;

  constructor(options: MidiPlayerOptions) {
    this.#options = options;
    this.#mapping = options.mapping;
    this.#zone = zoneOf(options.mapping.notes);
    this.#parts = this.#createParts();
  }

  get mapping(): MidiMapping {
    return this.#mapping;
  }

  get learning(): LearnTarget | undefined {
    return this.#learner?.target;
  }

  get clock(): ClockState {
    return this.#parts.clock.state;
  }

  get activity(): string | undefined {
    return this.#lastStatus === 0 ? undefined : activityName(this.#lastStatus, this.#lastData);
  }

  get counts(): MidiCounts {
    return this.#ports.counts;
  }

  receive(port: string, bytes: ArrayLike<number>, timeUs: number): void {
    this.#nowUs = Math.max(this.#nowUs, timeUs);
    this.#arrivalUs = timeUs;
    this.#ports.receive(port, bytes, this.#nowUs);
  }

  advance(timeUs: number): void {
    this.#nowUs = Math.max(this.#nowUs, timeUs);
    for (const port of this.#ports.silent(this.#nowUs)) this.releasePort(port);
    this.#parts.clock.advance(this.#nowUs);
    this.#parts.notes.advance(this.#nowUs);
  }

  releasePort(port: string): void {
    this.#parts.notes.release((note) => note.port === port, this.#nowUs);
    if (this.#clockPort !== port) return;
    this.#parts.clock.lose();
    this.#clockPort = undefined;
  }

  panic(): void {
    this.#release();
    this.#parts.clock.lose();
    this.#clockPort = undefined;
  }

  use(mapping: MidiMapping): void {
    this.#release();
    // A controller that is learned while a sequencer plays does not stop its clock.
    const isSameClock = JSON.stringify(mapping.clock) === JSON.stringify(this.#mapping.clock);
    const { clock } = this.#parts;
    if (!isSameClock) this.panic();
    const isSameZone = JSON.stringify(mapping.notes.mpe) === JSON.stringify(this.#mapping.notes.mpe);
    if (!isSameZone) this.#zone = zoneOf(mapping.notes);
    this.#mapping = mapping;
    this.#parts = { ...this.#createParts(), ...(isSameClock && { clock }) };
    for (const sentence of sharedTargets(mapping)) this.#say(sentence);
  }

  learn(target: LearnTarget | undefined): void {
    this.#learner = target && createMidiLearn(target, this.#mapping);
    if (target === undefined) return;
    const wish = target.kind === 'gate2' ? 'play a note' : 'move a controller';
    this.#say(`MIDI: ${wish} for ${targetName(target)}`);
  }

  #release(): void {
    const { notes, controls } = this.#parts;
    notes.release(() => true, this.#nowUs);
    notes.endPitch();
    controls.reset();
    this.#gates.lower();
  }

  #createParts(): Parts {
    const { onAction, ranges } = this.#options;
    const [mapping, sums] = [this.#mapping, this.#sums];
    return {
      notes: createMidiNotes({
        mapping,
        zone: this.#zone,
        sums,
        onGate: (gate, isHigh) => this.#gates.set(gate, 'notes', isHigh),
        isPolyphonic: this.#options.isPolyphonic,
        onNote: onAction,
      }),
      controls: createMidiControls({ mapping, sums, onAction, ranges }),
      clock: createMidiClock({
        mapping: mapping.clock,
        onGate: (gate, isHigh) => this.#gates.set(gate, 'clock', isHigh),
        onWindow: (value) => onAction({ kind: 'override', destination: 'loop-window', value }),
      }),
    };
  }

  #say(sentence: string): void {
    this.#options.onAction({ kind: 'message', sentence });
  }

  #play(port: string, status: number, first: number, second: number): void {
    if (status >= FIRST_SYSTEM) this.#playSystem(port, status, first + 128 * second);
    else {
      this.#lastStatus = status;
      this.#lastData = first;
      this.#playVoice(port, status, first, second);
    }
  }

  #playVoice(port: string, status: number, first: number, second: number): void {
    const { notes, controls } = this.#parts;
    const channel = (status & 0x0f) + 1;
    const kind = status & 0xf0;
    if (kind === NOTE_ON && second > 0) {
      if (this.#takeLearned(this.#learner?.note(channel, first), `note ${first}`)) return;
      notes.press({ port, channel, note: first, velocity: second });
      // A note on without velocity is a note off.
    } else if (kind === NOTE_ON || kind === NOTE_OFF) notes.lift({ port, channel, note: first }, this.#nowUs);
    else if (kind === CONTROL) this.#control(port, channel, first, second);
    else if (kind === PROGRAM) controls.program(channel, first + 1);
    else if (kind === BEND) notes.bend(channel, first + 128 * second);
    else if (kind === AFTERTOUCH) this.#press(port, channel, first);
    else if (kind === POLY_AFTERTOUCH && notes.isSounding(port, channel, first))
      this.#move(port, { kind: 'aftertouch', channel }, second);
  }

  /** Carries out the pressure of a channel: on its own voices, and on what all notes have. */
  #press(port: string, channel: number, value: number): void {
    const hasVoice = this.#learner === undefined && this.#parts.notes.pressure(channel, value);
    if (!this.#isOfOtherNote(port, channel)) this.#move(port, { kind: 'aftertouch', channel }, value, hasVoice);
  }

  #control(port: string, channel: number, number: number, value: number): void {
    const parameter = this.#parameters.read(port, channel, number, value);
    if (parameter !== undefined) this.#setParameter(channel, parameter);
    if (number === TIMBRE_CONTROLLER && this.#isOfOtherNote(port, channel)) return;
    const { notes, controls } = this.#parts;
    if (number === RESET_CONTROLLERS) {
      controls.reset();
      notes.sustain(port, channel, false, this.#nowUs);
      // Local control, 122, is of keyboards; the others begin with an end of all notes.
    } else if (number === ALL_SOUND_OFF || number >= ALL_NOTES_OFF) {
      notes.release((note) => note.port === port && note.channel === channel, this.#nowUs);
    } else if (number < ALL_SOUND_OFF && !this.#move(port, { kind: 'cc', number, channel }, value)) {
      if (number === SUSTAIN_PEDAL) notes.sustain(port, channel, value >= 64, this.#nowUs);
    }
  }

  /** Whether a channel is one of a single note, and no note of it sounds. */
  #isOfOtherNote(port: string, channel: number): boolean {
    return isMember(this.#zone, channel) && !this.#parts.notes.isChannelSounding(port, channel);
  }

  /** Carries out the messages by which a controller of polyphonic expression announces its channels and bends. */
  #setParameter(channel: number, { number, value }: RegisteredParameter): void {
    const zone = this.#zone;
    if (number === ZONE_MEMBERS && (channel === LOWER_MANAGER || channel === UPPER_MANAGER)) {
      this.#changeZone(createZone(channel, value));
    } else if (number === BEND_RANGE && zone !== undefined && isMember(zone, channel)) {
      this.#changeZone({ ...zone, bendSemitones: value });
    }
  }

  #changeZone(zone: MpeZone | undefined): void {
    if (JSON.stringify(zone) === JSON.stringify(this.#zone)) return;
    this.#zone = zone;
    this.use(this.#mapping);
  }

  /** @returns whether the source is learned, or moves a target */
  #move(port: string, source: ControlSource & { readonly channel: number }, value: number, hasVoice = false): boolean {
    if (this.#learner === undefined || this.#learner.target.kind === 'gate2') {
      return this.#parts.controls.move(port, source, value, hasVoice);
    }
    this.#takeLearned(this.#learner.control(port, source, value), sourceName(source));
    return true;
  }

  #takeLearned(mapping: MidiMapping | undefined, name: string): boolean {
    if (mapping === undefined || this.#learner === undefined) return false;
    const { target } = this.#learner;
    this.#learner = undefined;
    this.use(mapping);
    this.#say(`MIDI: ${name} plays ${targetName(target)} from now on`);
    this.#options.onMapping?.(mapping);
    return true;
  }

  /** @param value the data bytes as one number */
  #playSystem(port: string, status: number, value: number): void {
    if (status === RESET) this.panic();
    else if (status === ACTIVE_SENSING) this.#ports.sense(port, this.#nowUs);
    if (![CLOCK, START, CONTINUE, STOP, SONG_POSITION].includes(status)) return;
    this.#clockPort ??= port;
    if (port !== this.#clockPort) return;
    const { clock } = this.#parts;
    if (status === CLOCK) clock.tick(this.#arrivalUs);
    else if (status === START) clock.start();
    else if (status === CONTINUE) clock.continue();
    else if (status === STOP) clock.stop();
    else clock.locate(value);
  }
}
