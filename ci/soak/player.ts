import type { Instrument } from '../../src/instrument/instrument.ts';

/** Interval at which the player acts, ms. */
const STEP_MS = 20;
/** The four jacks: sines of these frequencies between these voltages. */
const SINES = [
  { hertz: 0.31, from: 0, to: 5 },
  { hertz: 0.11, from: 0, to: 2 },
  { hertz: 0.17, from: -5, to: 5 },
  { hertz: 0.07, from: 0, to: 2.5 },
] as const;
/** Seconds between two pairs of sets, two models, two floods, and the length of a flood. */
const SETS_S = 20;
const MODEL_S = 300;
const FLOOD_S = 60;
const FLOOD_LENGTH_S = 5;
/** Messages of a flood in each step: 1000 a second, as a dense MIDI stream has. */
const FLOOD_MESSAGES = 20;
/** Length of the pattern of gates, s. */
const BAR_S = 4;

/** Gates of a bar: seconds from its start, gate, level. Two hits, a trill of eight, and a note with a loop. */
const BAR: readonly (readonly [number, number, boolean])[] = [
  [0, 0, true],
  [0.05, 0, false],
  [0.43, 0, true],
  [0.48, 0, false],
  ...Array.from({ length: 8 }, (_, n): [number, number, boolean][] => [
    [0.9 + 0.06 * n, 0, true],
    [0.93 + 0.06 * n, 0, false],
  ]).flat(),
  [2, 0, true],
  [2.1, 0, false],
  [2.3, 1, true],
  [3.4, 1, false],
];

/** Counts of a player so far. */
export interface Played {
  readonly notes: number;
  readonly setChanges: number;
  readonly modelChanges: number;
  readonly floodMessages: number;
}

export interface Player {
  readonly played: Played;
  stop(): void;
}

/** Plays an instrument until `stop` by its panel inputs: notes, trills, loops, four moving voltages, other sets, other models, floods of messages. */
export function startPlayer(instrument: Instrument): Player {
  const played = { notes: 0, setChanges: 0, modelChanges: 0, floodMessages: 0 };
  const since = performance.now();
  const names = instrument.sets.map(({ name }) => name);
  let before = 0;

  const passes = (seconds: number, now: number): boolean => Math.floor(now / seconds) > Math.floor(before / seconds);

  function playGates(now: number): void {
    const bar = Math.floor(before / BAR_S);
    for (const start of [bar * BAR_S, (bar + 1) * BAR_S]) {
      for (const [seconds, gate, isHigh] of BAR) {
        if (start + seconds <= before || start + seconds > now) continue;
        instrument.handlePanelInput({ kind: 'gate', gate, isHigh });
        if (gate === 0 && isHigh) played.notes++;
      }
    }
  }

  function turnKnobs(now: number): void {
    for (const [channel, { hertz, from, to }] of SINES.entries()) {
      const volts = from + (to - from) * (0.5 + 0.5 * Math.sin(2 * Math.PI * hertz * now));
      instrument.handlePanelInput({ kind: 'cv', channel, volts });
    }
    if (now % FLOOD_S > FLOOD_LENGTH_S) return;
    for (let n = 0; n < FLOOD_MESSAGES; n++) {
      instrument.handlePanelInput({ kind: 'cv', channel: n % SINES.length, volts: Math.abs(Math.sin(n + now)) });
    }
    played.floodMessages += FLOOD_MESSAGES;
  }

  function choose(now: number): void {
    if (passes(SETS_S, now)) {
      const n = ++played.setChanges;
      instrument.change({ setA: names[n % names.length], setB: names[(3 * n + 1) % names.length] });
    }
    if (passes(MODEL_S, now) && instrument.models.length > 1) {
      instrument.change({ model: instrument.models[++played.modelChanges % instrument.models.length] });
    }
  }

  const timer = setInterval(() => {
    const now = (performance.now() - since) / 1000;
    playGates(now);
    turnKnobs(now);
    choose(now);
    before = now;
  }, STEP_MS);
  return { played, stop: () => clearInterval(timer) };
}
