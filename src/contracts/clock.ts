/** The instrument's time. Any thread may call it. */
export interface Clock {
  /** Microseconds of CLOCK_MONOTONIC: the same origin in every thread, never backwards. */
  nowUs(): number;
}
