/** Clock messages a quarter (MIDI 1.0, system real-time messages). */
export const CLOCKS_A_QUARTER = 24;
/** Longest and shortest time between two clock messages, µs: 20 and 400 beats a minute. */
const [MAX_PERIOD_US, MIN_PERIOD_US] = [125_000, 6_250];
/** Clock messages of the estimate: of times that stray by 2 ms each, its period strays by 12^.5 · 2 / 48^1.5 = .021 ms, .1 % at 120 beats a minute. */
const WINDOW = 48;
/** A tempo is shown from this many messages on. */
const MIN_TIMES = 6;
/** Of the last messages, half a beat... */
const RECENT = 12;
/** ...whose period differs by more than this share shows another tempo: the older messages are dropped. */
const MAX_CHANGE = 0.06;

/** Follows the tempo of a MIDI clock whose messages stray around their times. */
export interface TempoFollower {
  tick(timeUs: number): void;
  /** Beats a minute; undefined until enough messages have come. */
  readonly bpm: number | undefined;
  reset(): void;
}

/** The period is the slope of the line through the last 48 times (least squares); a change of tempo starts with the last 12. */
export function createTempoFollower(): TempoFollower {
  const times = new Float64Array(WINDOW);
  let count = 0;
  let bpm: number | undefined;

  function reset(): void {
    count = 0;
    bpm = undefined;
  }

  function keepLast(kept: number): void {
    times.copyWithin(0, count - kept, count);
    count = kept;
  }

  return {
    tick: (timeUs) => {
      const last = count > 0 ? times[count - 1] : timeUs;
      // A pause, or time that runs backwards, is no tempo.
      if (timeUs - last > 2 * MAX_PERIOD_US || timeUs < last) reset();
      if (count === WINDOW) keepLast(WINDOW - 1);
      times[count++] = timeUs;
      if (count < MIN_TIMES) return;
      const recent = Math.min(RECENT, count);
      if (count > recent && recent === RECENT) {
        const [all, late] = [slope(times, 0, count), slope(times, count - recent, count)];
        if (Math.abs(late - all) > MAX_CHANGE * all) keepLast(recent);
      }
      const period = slope(times, 0, count);
      bpm = period < MIN_PERIOD_US || period > MAX_PERIOD_US ? undefined : 60e6 / (CLOCKS_A_QUARTER * period);
    },
    get bpm() {
      return bpm;
    },
    reset,
  };
}

/** Slope of the line through the values from `start` up to `end`, by their index. */
function slope(values: Float64Array, start: number, end: number): number {
  const length = end - start;
  const middle = (length - 1) / 2;
  let sum = 0;
  for (let n = 0; n < length; n++) sum += (n - middle) * (values[start + n] - values[start]);
  return (12 * sum) / (length * (length * length - 1));
}
