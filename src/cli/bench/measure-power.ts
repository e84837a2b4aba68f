import { setTimeout as sleep } from 'node:timers/promises';
import type { BoardHealth } from '../../contracts/board-health.ts';
import { type HealthSample, meanWatts, recordHealth } from './record-health.ts';
import type { BenchResult } from './result-schema.ts';

const IDLE_MS = 5000;

/** Measures the idle power of the board; returns null at once without a power meter. */
export async function measureIdle(health: BoardHealth): Promise<{ meter: string; watts: number | null } | null> {
  const { power } = await health.read();
  if (power === null) return null;
  const watch = recordHealth(health, 250);
  await sleep(IDLE_MS);
  return { meter: power.meter, watts: meanWatts(watch.stop()) };
}

/** Combines idle and playing power. Playing is in real time: the energy of a second of sound is that of a second of playing. */
export function powerOf(
  idle: Awaited<ReturnType<typeof measureIdle>>,
  playing: readonly HealthSample[],
): BenchResult['power'] {
  if (idle === null) return null;
  const playingWatts = meanWatts(playing);
  const mjPerSecond = playingWatts === null ? null : 1000 * playingWatts;
  return { meter: idle.meter, idleWatts: idle.watts, playingWatts, mjPerSecond };
}
