import { CLOCKS_A_QUARTER } from './tempo-follower.ts';

const [CLOCK, START, STOP] = [0xf8, 0xfa, 0xfc];
/** A clock that is late by more, as after a computer's sleep, goes on from now, µs. */
const MAX_LATE_US = 200_000;

/** Sends a clock of a constant tempo: its start, 24 messages a quarter, its stop. Pure. */
export interface ClockOut {
  /** Sends the messages that are due: one that comes late delays none after it. Returns the time of the next. */
  advance(timeUs: number): number;
  stop(): void;
}

export function createClockOut(bpm: number, send: (bytes: readonly number[]) => void): ClockOut {
  const periodUs = 60e6 / (CLOCKS_A_QUARTER * bpm);
  let nextUs: number | undefined;
  return {
    advance: (timeUs) => {
      if (nextUs === undefined) {
        send([START]);
        nextUs = timeUs;
      }
      if (timeUs - nextUs > MAX_LATE_US) nextUs = timeUs;
      for (; nextUs <= timeUs; nextUs += periodUs) send([CLOCK]);
      return nextUs;
    },
    stop: () => {
      if (nextUs !== undefined) send([STOP]);
      nextUs = undefined;
    },
  };
}
