import { MAX_VELOCITY } from '../control/velocity.ts';

/** The middle of a pad, as shares of its height: a press there is even, as a gate at the jack is. */
const [EVEN_FROM, EVEN_TO] = [0.4, 0.8];
/** Velocities at the lower edge and below the middle. */
const [SOFTEST, SOFT] = [8, 112];

/** The velocity of a press on a pad; undefined: an even trigger. @param share 0 at the lower edge, 1 at the upper one */
export function padVelocity(share: number): number | undefined {
  if (share >= EVEN_TO) return MAX_VELOCITY;
  if (share >= EVEN_FROM) return undefined;
  return Math.round(SOFTEST + ((SOFT - SOFTEST) * Math.max(share, 0)) / EVEN_FROM);
}

/** The velocities of the key of a pad, from soft to hard; the one without a number is even. */
export const VELOCITY_STEPS = [16, 32, 48, 64, 80, 96, 112, undefined, MAX_VELOCITY] as const;
/** Even. */
export const FIRST_STEP = 7;
