/** The largest velocity; 1 is the smallest. */
export const MAX_VELOCITY = 127;

/** How far a velocity moves level and sharpness. */
export interface VelocityResponse {
  /** At 1, by 40 log(velocity / 127) dB. */
  readonly velocityToLevel: number;
  /** At 1, from -1 at velocity 0 to 1 at 127. */
  readonly velocityToSharpness: number;
}

/** The offsets of level, in dB, and of sharpness by a velocity. */
export function velocityOffsets(
  velocity: number,
  { velocityToLevel, velocityToSharpness }: VelocityResponse,
): { readonly level: number; readonly sharpness: number } {
  return {
    level: velocityToLevel * 40 * Math.log10(velocity / MAX_VELOCITY) || 0,
    sharpness: velocityToSharpness * ((2 * velocity) / MAX_VELOCITY - 1),
  };
}
