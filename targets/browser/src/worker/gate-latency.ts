/** Measures the time from the arrival of a rise of gate 1 until the mixer has played the frame at which it sounds. */
export interface GateLatency {
  /** A rise has arrived. */
  press(): void;
  /** Call after each block with the frame of the last trigger, -1 before the first. */
  triggered(frame: number): void;
  /** Call with each position that the mixer posts. */
  played(position: number): void;
}

export function createGateLatency({
  nowUs,
  add,
}: {
  readonly nowUs: () => number;
  /** Called with each latency, µs. */
  readonly add: (us: number) => void;
}): GateLatency {
  let pressedUs = Number.NaN;
  let lastFrame = -1;
  /** Of the trigger that the mixer has not played yet. */
  let awaited = Number.POSITIVE_INFINITY;
  return {
    press: () => {
      pressedUs = nowUs();
    },
    triggered: (frame) => {
      if (frame === lastFrame) return;
      lastFrame = frame;
      if (!Number.isNaN(pressedUs)) awaited = frame;
    },
    played: (position) => {
      if (position <= awaited) return;
      add(nowUs() - pressedUs);
      awaited = Number.POSITIVE_INFINITY;
      pressedUs = Number.NaN;
    },
  };
}
