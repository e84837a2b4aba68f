import type { CvRangeName } from '../cv-range.ts';
import { createGateSum } from './gate-sum.ts';
import { sharedTargets, sourceName, targetName } from './mapping-names.ts';
import type { OnMidiAction } from './midi-action.ts';
import { type ClockState, createMidiClock } from './midi-clock.ts';
import { createMidiControls } from './midi-controls.ts';
import { createMidiLearn, type MidiLearn } from './midi-learn.ts';
import type { LearnTarget, MidiMapping } from './midi-mapping.ts';
import { createMidiNotes } from './midi-notes.ts';
import { createMidiParser, type MidiCounts, type MidiParser } from './midi-parser.ts';
import { createOffsetSums } from './offset-sums.ts';

/** A port that has sent active sensing is gone after this silence, µs (MIDI 1.0, active sensing: 300 ms and a tenth). */
const SENSING_US = 330_000;
/** Ports with parsers of their own; the bytes of more are counted and ignored. */
const MAX_PORTS = 64;

const [NOTE_OFF, NOTE_ON, POLY_AFTERTOUCH, CONTROL, PROGRAM, AFTERTOUCH, BEND] = [
  0x80, 0x90, 0xa0, 0xb0, 0xc0, 0xd0, 0xe0,
];
const [SONG_POSITION, CLOCK, START, CONTINUE, STOP, ACTIVE_SENSING, RESET] = [0xf2, 0xf8, 0xfa, 0xfb, 0xfc, 0xfe, 0xff];
const SUSTAIN_PEDAL = 64;
const [ALL_SOUND_OFF, RESET_CONTROLLERS, ALL_NOTES_OFF] = [120, 121, 123];

export interface MidiPlayerOptions {
  readonly mapping: MidiMapping;
  readonly onAction: OnMidiAction;
  /** Ranges of the jacks, in their order. */
  readonly ranges: () => readonly CvRangeName[];
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
  /** Replaces the mapping, after a panic. */
  use(mapping: MidiMapping): void;
  readonly mapping: MidiMapping;
  /** The next controller or note that moves is learned for a target, and does nothing else; undefined: none. */
  learn(target: LearnTarget | undefined): void;
  readonly learning: LearnTarget | undefined;
  readonly clock: ClockState;
  /** Of all ports. */
  readonly counts: MidiCounts;
}

interface Port {
  readonly parser: MidiParser;
  /** Time of the last message, once the port has sent active sensing. */
  sensedUs: number | undefined;
}

export function createMidiPlayer({ mapping: initial, onAction, ranges, onMapping }: MidiPlayerOptions): MidiPlayer {
  const ports = new Map<string, Port>();
  const gates = createGateSum((gate, isHigh) => onAction({ kind: 'gate', gate, isHigh }));
  const sums = createOffsetSums((destination, value) => onAction({ kind: 'offset', destination, value }));
  let beyond = 0;
  let nowUs = 0;
  /** Of the messages that are read, by the clock of their port. */
  let arrivalUs = 0;
  let learner: MidiLearn | undefined;
  /** The port whose clock is followed: the first that sends one. */
  let clockPort: string | undefined;
  let mapping = initial;
  let parts = createParts();

  function createParts() {
    return {
      notes: createMidiNotes({ mapping, sums, onGate: (gate, isHigh) => gates.set(gate, 'notes', isHigh) }),
      controls: createMidiControls({ mapping, sums, onAction, ranges }),
      clock: createMidiClock({
        mapping: mapping.clock,
        onGate: (gate, isHigh) => gates.set(gate, 'clock', isHigh),
        onWindow: (value) => onAction({ kind: 'override', destination: 'loop-window', value }),
      }),
    };
  }

  function use(next: MidiMapping): void {
    panic();
    mapping = next;
    parts = createParts();
    for (const sentence of sharedTargets(next)) onAction({ kind: 'message', sentence });
  }

  function learned(next: MidiMapping | undefined, name: string): boolean {
    if (next === undefined || learner === undefined) return false;
    const { target } = learner;
    learner = undefined;
    use(next);
    onAction({ kind: 'message', sentence: `MIDI: ${name} plays ${targetName(target)} from now on` });
    onMapping?.(next);
    return true;
  }

  function panic(): void {
    parts.notes.release(() => true, nowUs);
    parts.notes.endPitch();
    parts.controls.reset();
    parts.clock.lose();
    clockPort = undefined;
    gates.lower();
    sums.clear('note');
  }

  function receiveControl(port: string, channel: number, number: number, value: number): void {
    const source = { kind: 'cc' as const, number, channel };
    if (number >= ALL_SOUND_OFF) {
      if (number === RESET_CONTROLLERS) {
        parts.controls.reset();
        parts.notes.sustain(port, channel, false, nowUs);
        // Local control, 122, is of keyboards; the others begin with an end of all notes.
      } else if (number === ALL_SOUND_OFF || number >= ALL_NOTES_OFF) {
        parts.notes.release((note) => note.port === port && note.channel === channel, nowUs);
      }
    } else if (learner !== undefined && learner.target.kind !== 'gate2') {
      learned(learner.control(port, source, value), sourceName(source));
    } else if (!parts.controls.move(port, source, value) && number === SUSTAIN_PEDAL) {
      parts.notes.sustain(port, channel, value >= 64, nowUs);
    }
  }

  function receiveVoice(port: string, status: number, first: number, second: number): void {
    const channel = (status & 0x0f) + 1;
    const kind = status & 0xf0;
    if (kind === NOTE_ON && second > 0) {
      if (learned(learner?.note(channel, first), `note ${first}`)) return;
      parts.notes.press({ port, channel, note: first, velocity: second });
      // A note on without velocity is a note off.
    } else if (kind === NOTE_ON || kind === NOTE_OFF) parts.notes.lift({ port, channel, note: first }, nowUs);
    else if (kind === CONTROL) receiveControl(port, channel, first, second);
    else if (kind === PROGRAM) parts.controls.program(channel, first + 1);
    else if (kind === BEND) parts.notes.bend(channel, first + 128 * second);
    else if (kind === AFTERTOUCH) receiveAftertouch(port, channel, first);
    else if (kind === POLY_AFTERTOUCH && parts.notes.isSounding(port, channel, first))
      receiveAftertouch(port, channel, second);
  }

  function receiveAftertouch(port: string, channel: number, value: number): void {
    const source = { kind: 'aftertouch' as const, channel };
    if (learner === undefined) parts.controls.move(port, source, value);
    else learned(learner.control(port, source, value), sourceName(source));
  }

  function receiveSystem(port: string, status: number, first: number, second: number): void {
    if (status === RESET) {
      panic();
      return;
    }
    if (status === ACTIVE_SENSING) {
      const of = ports.get(port);
      if (of !== undefined) of.sensedUs = nowUs;
      return;
    }
    if (![CLOCK, START, CONTINUE, STOP, SONG_POSITION].includes(status)) return;
    clockPort ??= port;
    if (port !== clockPort) return;
    if (status === CLOCK) parts.clock.tick(arrivalUs);
    else if (status === START) parts.clock.start();
    else if (status === CONTINUE) parts.clock.continue();
    else if (status === STOP) parts.clock.stop();
    else parts.clock.locate(first + 128 * second);
  }

  function open(port: string): Port {
    const parser = createMidiParser((status, first, second) => {
      const handle = status >= 0xf0 ? receiveSystem : receiveVoice;
      handle(port, status, first, second);
    });
    const opened = { parser, sensedUs: undefined };
    ports.set(port, opened);
    return opened;
  }

  function releasePort(port: string): void {
    parts.notes.release((note) => note.port === port, nowUs);
    if (clockPort !== port) return;
    parts.clock.lose();
    clockPort = undefined;
  }

  return {
    receive: (port, bytes, timeUs) => {
      nowUs = Math.max(nowUs, timeUs);
      arrivalUs = timeUs;
      const known = ports.get(port);
      if (known === undefined && ports.size >= MAX_PORTS) {
        beyond += bytes.length;
        return;
      }
      const of = known ?? open(port);
      if (of.sensedUs !== undefined) of.sensedUs = nowUs;
      of.parser.receive(bytes);
    },
    advance: (timeUs) => {
      nowUs = Math.max(nowUs, timeUs);
      for (const [port, of] of ports) {
        if (of.sensedUs === undefined || nowUs - of.sensedUs <= SENSING_US) continue;
        of.sensedUs = undefined;
        releasePort(port);
      }
      parts.clock.advance(nowUs);
      parts.notes.advance(nowUs);
    },
    releasePort,
    panic,
    use,
    get mapping() {
      return mapping;
    },
    learn: (target) => {
      learner = target && createMidiLearn(target, mapping);
      if (target === undefined) return;
      const wish = target.kind === 'gate2' ? 'play a note' : 'move a controller';
      onAction({ kind: 'message', sentence: `MIDI: ${wish} for ${targetName(target)}` });
    },
    get learning() {
      return learner?.target;
    },
    get clock() {
      return parts.clock.state;
    },
    get counts() {
      const all = { messages: 0, sysexBytes: 0, ignoredBytes: beyond };
      for (const { parser } of ports.values()) {
        all.messages += parser.counts.messages;
        all.sysexBytes += parser.counts.sysexBytes;
        all.ignoredBytes += parser.counts.ignoredBytes;
      }
      return all;
    },
  };
}
