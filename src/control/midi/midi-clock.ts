import { CLOCK_DIVISIONS, type MidiMapping } from './midi-mapping.ts';
import { CLOCKS_A_QUARTER, createTempoFollower } from './tempo-follower.ts';

/** A clock that pauses longer is lost, µs: 20 beats a minute have a message each 125 ms. */
const LOST_US = 500_000;
/** Clock messages of a unit of the song position: a sixteenth. */
const CLOCKS_A_SIXTEENTH = 6;
/** Bounds of the loop's window, ms; see DESTINATION_RANGES. */
const [MIN_WINDOW_MS, MAX_WINDOW_MS] = [20, 500];
/** Share by which a window changes before it is sent again: the estimate of the tempo strays by less. */
const MIN_WINDOW_CHANGE = 0.005;

export interface ClockState {
  readonly isRunning: boolean;
  /** Beats a minute; undefined without a clock. */
  readonly bpm: number | undefined;
  /** Quarters since the start of the song. */
  readonly beat: number;
}

export interface MidiClockOptions {
  readonly mapping: MidiMapping['clock'];
  readonly onGate: (gate: number, isHigh: boolean) => void;
  /** Window of the loop, ms; undefined: that of its knob. */
  readonly onWindow: (ms: number | undefined) => void;
}

/** Follows one MIDI clock: its song position plays gates, its tempo sets the window of the loop. */
export interface MidiClock {
  /** Clock, F8. */
  tick(timeUs: number): void;
  /** Start, FA: the next clock is the beginning of the song. */
  start(): void;
  /** Continue, FB: the next clock is the song position. */
  continue(): void;
  /** Stop, FC. */
  stop(): void;
  /** Song position, F2, in sixteenths. */
  locate(sixteenths: number): void;
  /** Lowers the gates of a clock that has not come for half a second. */
  advance(timeUs: number): void;
  /** Ends the clock at once, as when its port goes. */
  lose(): void;
  readonly state: ClockState;
}

export function createMidiClock({ mapping, onGate, onWindow }: MidiClockOptions): MidiClock {
  const tempo = createTempoFollower();
  const gates = [mapping.gate1, mapping.gate2].flatMap((division, gate) =>
    division === null ? [] : [{ gate, length: CLOCK_DIVISIONS[division], isHigh: false }],
  );
  const windowClocks = mapping.loopWindow === null ? undefined : CLOCK_DIVISIONS[mapping.loopWindow];
  /** Of the next clock message. */
  let position = 0;
  let isRunning = false;
  let lastUs: number | undefined;
  let windowMs: number | undefined;

  function lower(): void {
    for (const one of gates) {
      if (one.isHigh) onGate(one.gate, (one.isHigh = false));
    }
  }

  /** A gate is high for the first half of its division. */
  function playGates(): void {
    for (const one of gates) {
      const place = position % one.length;
      if (place !== 0 && place !== Math.floor(one.length / 2)) continue;
      const isHigh = place === 0;
      if (one.isHigh !== isHigh) onGate(one.gate, (one.isHigh = isHigh));
    }
  }

  function moveWindow(): void {
    if (windowClocks === undefined || tempo.bpm === undefined) return;
    const ms = windowOf((windowClocks * 60_000) / (CLOCKS_A_QUARTER * tempo.bpm));
    if (windowMs !== undefined && Math.abs(ms - windowMs) < MIN_WINDOW_CHANGE * windowMs) return;
    windowMs = ms;
    onWindow(ms);
  }

  /** A clock that comes again goes on from its position. */
  function pause(): void {
    lower();
    tempo.reset();
    lastUs = undefined;
    if (windowMs !== undefined) onWindow(undefined);
    windowMs = undefined;
  }

  return {
    tick: (timeUs) => {
      lastUs = timeUs;
      tempo.tick(timeUs);
      moveWindow();
      if (!isRunning) return;
      playGates();
      position++;
    },
    start: () => {
      lower();
      position = 0;
      isRunning = true;
    },
    continue: () => {
      isRunning = true;
    },
    stop: () => {
      lower();
      isRunning = false;
    },
    locate: (sixteenths) => {
      lower();
      position = sixteenths * CLOCKS_A_SIXTEENTH;
    },
    advance: (timeUs) => {
      if (lastUs !== undefined && timeUs - lastUs > LOST_US) pause();
    },
    lose: () => {
      pause();
      isRunning = false;
    },
    get state() {
      return { isRunning: isRunning && lastUs !== undefined, bpm: tempo.bpm, beat: position / CLOCKS_A_QUARTER };
    },
  };
}

/** The window within its range, by octaves: it stays in time. */
function windowOf(ms: number): number {
  let window = ms;
  while (window > MAX_WINDOW_MS) window /= 2;
  while (window < MIN_WINDOW_MS) window *= 2;
  return window;
}
