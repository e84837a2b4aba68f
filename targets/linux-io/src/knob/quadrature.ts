/** Detents from the levels of an encoder's two contacts; clockwise is +1. */
export interface Quadrature {
  /** Updates the contact levels. Returns the detents completed since the last call, mostly 0. */
  update(a: boolean, b: boolean): number;
}

/**
 * Quarter steps by old and new state (a + 2 b each); clockwise, A changes first. +1 and -1 along the Gray code, 0 for no change and for a
 * change of both contacts: that is a missed edge, whose direction is unknown.
 */
const QUARTERS = Int8Array.of(0, 1, -1, 0, -1, 0, 0, 1, 1, 0, 0, -1, 0, -1, 1, 0);

/**
 * Decodes every transition by a table. Contact bounce moves a quarter forth and back, so it cancels. A detent counts when the contacts
 * reach a detent position after more than half of a step.
 *
 * @param quartersPerDetent 4 for the usual EC11 with as many pulses as detents, 2 for those with half as many
 */
export function createQuadrature(
  options: { readonly quartersPerDetent?: 2 | 4; readonly isReversed?: boolean } = {},
): Quadrature {
  const { quartersPerDetent = 4, isReversed = false } = options;
  const sign = isReversed ? -1 : 1;
  let state: number | undefined;
  let quarters = 0;

  /** Detent positions: both contacts open (pulled up), and also both closed when a detent is two quarters. */
  const isAtRest = (now: number): boolean => now === 3 || (quartersPerDetent === 2 && now === 0);

  return {
    update: (a, b) => {
      const now = Number(a) | (Number(b) << 1);
      if (state === undefined) {
        state = now;
        return 0;
      }
      quarters += QUARTERS[(state << 2) | now];
      state = now;
      if (!isAtRest(now)) return 0;
      const detents = Math.trunc((quarters + Math.sign(quarters) * (quartersPerDetent / 2 - 1)) / quartersPerDetent);
      quarters = 0;
      return detents === 0 ? 0 : sign * detents;
    },
  };
}
