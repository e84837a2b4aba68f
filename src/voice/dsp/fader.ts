/** A gain that goes from 0 to 1 and back along a quarter of a sine: two of them, one each way, keep the power. */
export interface Fader {
  readonly isSilent: boolean;
  readonly gain: number;
  /** Samples until it is silent, on its way down. */
  readonly samplesLeft: number;
  /** All there, at once. */
  reset(): void;
  /** The gain of the next sample. */
  next(aim: 0 | 1): number;
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
    next: (aim: 0 | 1): number => {
      if (aim === 1 ? place < length : place > 0) place += aim === 1 ? 1 : -1;
      return gainAt();
    },
  };
}
