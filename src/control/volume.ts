import { clamp } from '../numeric/clamp.ts';

/** Bounds of the master volume, dB below full level. At the lower one nothing sounds. */
export const MIN_VOLUME_DB = -60;
export const MAX_VOLUME_DB = 0;

/** The volume within its bounds; full for anything that is no number. */
export function boundedVolume(db: number): number {
  return Number.isNaN(db) ? MAX_VOLUME_DB : clamp(db, MIN_VOLUME_DB, MAX_VOLUME_DB);
}

/** Factor of the samples: exactly 1 at full volume, 0 at the lower bound. */
export function volumeGain(db: number): number {
  return db <= MIN_VOLUME_DB ? 0 : 10 ** (boundedVolume(db) / 20);
}
