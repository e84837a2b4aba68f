/** A clock that strays by more is set anew, ms. */
const MAX_STRAY_MS = 1000;

/** Converts times of ports, each on a clock of its own, to the one here. */
export interface PortClocks {
  /** @param timeMs on the port's clock; undefined: now */
  timeHere(port: string, timeMs: number | undefined): number;
  forget(port: string): void;
}

/** The first message of each port gives the difference of its clock; its messages keep their own distances, however late they come. */
export function createPortClocks(nowMs: () => number): PortClocks {
  const offsetsMs = new Map<string, number>();
  return {
    timeHere: (port, timeMs) => {
      const now = nowMs();
      if (timeMs === undefined) return now;
      const offset = offsetsMs.get(port) ?? now - timeMs;
      const isAstray = Math.abs(timeMs + offset - now) > MAX_STRAY_MS;
      offsetsMs.set(port, isAstray ? now - timeMs : offset);
      return isAstray ? now : timeMs + offset;
    },
    forget: (port) => void offsetsMs.delete(port),
  };
}
