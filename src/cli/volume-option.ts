import { InvalidArgumentError } from 'commander';
import { MAX_VOLUME_DB, MIN_VOLUME_DB } from '../control/volume.ts';

export const VOLUME_HELP = `master volume, ${MIN_VOLUME_DB} dB (off) to ${MAX_VOLUME_DB} dB (full, at first)`;

/** @throws InvalidArgumentError for a volume out of bounds */
export function parseVolume(given: string): number {
  const db = Number(given);
  if (given.trim() !== '' && db >= MIN_VOLUME_DB && db <= MAX_VOLUME_DB) return db;
  throw new InvalidArgumentError(`Give dB from ${MIN_VOLUME_DB} to ${MAX_VOLUME_DB}.`);
}
