import { hash2 } from '../../../src/numeric/hash.ts';

export const RATE = 44_100;
const LENGTH = 2 * RATE;

type Wave = (t: number, n: number) => number;

const decay = (t: number, seconds: number, onset = 0): number =>
  t >= onset ? Math.exp(-Math.max(t - onset, 0) / seconds) : 0;

const tone =
  (hz: number, seconds = 1, onset = 0): Wave =>
  (t) =>
    0.25 * Math.sin(2 * Math.PI * hz * (t - onset)) * decay(t, seconds, onset);

const sum =
  (...waves: readonly Wave[]): Wave =>
  (t, n) =>
    waves.reduce((total, wave) => total + wave(t, n), 0);

/** A sine of changing frequency: its phase is the sum of the frequencies so far. */
function sweep(hz: (t: number) => number, amplitude: number, seconds: number): Wave {
  let cycles = 0;
  return (t) => {
    cycles += hz(t) / RATE;
    return amplitude * Math.sin(2 * Math.PI * cycles) * decay(t, seconds);
  };
}

const WAVES: Readonly<Record<string, () => Wave>> = {
  chord: () => sum(tone(220), tone(277.18), tone(329.63)),
  bell: () => {
    const all = sum(tone(3618, 0.5), tone(6740, 0.3), tone(1308), tone(1346, 1.1), tone(611, 2));
    return (t, n) => 0.6 * all(t, n);
  },
  pair: () => sum(tone(440), tone(470)),
  'two hits': () => sum(tone(500, 0.4), tone(730, 0.4, 0.1), tone(1400, 0.4, 0.1)),
  glide: () => sweep((t) => 440 * 2 ** (t / 2), 0.4, 2),
  boom: () => sweep((t) => 60 + 200 * Math.exp(-t / 0.04), 0.7, 0.4),
  noise: () => (t, n) => 0.3 * ((2 * hash2(7, n)) / 2 ** 32 - 1) * decay(t, 0.5),
  saw: () => (t) => {
    let total = 0;
    for (let p = 1; p < 30; p++) total += Math.sin(2 * Math.PI * 110 * p * t) / p;
    return 0.2 * decay(t, 0.4) * total;
  },
};

/** The sounds of two seconds of `golden.py`, `made_sounds`, by name; undefined for another name. */
export function madeSound(name: string): Float32Array | undefined {
  const wave = WAVES[name]?.();
  return wave && Float32Array.from({ length: LENGTH }, (_, n) => wave(n / RATE, n));
}
