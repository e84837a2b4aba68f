/** A gain between 0 and 1 along a quarter of a sine: two faders in opposite directions have constant power. */
export interface Fader {
  readonly isSilent: boolean;
  readonly gain: number;
  /** Samples until it is silent, on its way down. */
  readonly samplesLeft: number;
  /** Returns to a gain of 1 at once. */
  reset(): void;
  /** Moves towards `target` and returns the gain of the next sample. */
  next(target: 0 | 1): number;
}

/** `length`: samples from one end to the other. */
export function createFader(length: number): Fader {
  let place = length;
  const gainAt = (): number => (place === length ? 1 : Math.sin((Math.PI / 2) * (place / length)));
  return {
    get isSilent() {
      return place === 0;
    },
    get gain() {
      return gainAt();
    },
    get samplesLeft() {
      return place;
    },
    reset: () => {
      place = length;
    },
    next: (target: 0 | 1): number => {
      if (target === 1 ? place < length : place > 0) place += target === 1 ? 1 : -1;
      return gainAt();
    },
  };
}
