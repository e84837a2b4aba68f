import type { WalkSettings } from './latent-walk.ts';
import type { PointPath } from './point-path.ts';

/** Most points of a path over the latents: a minute at 30 per second, since the settings keep it. */
export const MAX_LATENT_POINTS = 1800;

/** Movers of the latents beside faders and jacks: a recorded path over the first two, and a random walk along all. Plain data. */
export interface LatentMotionSettings {
  /** Over the plane of the first two latents: 0 and 1 are the ends of their faders. */
  readonly path: PointPath;
  /** Whether the path plays in a loop, or once. */
  readonly isLooping: boolean;
  /** Whether it plays, in a loop. */
  readonly isPlaying: boolean;
  readonly walk: WalkSettings;
}

/** No path, no walk. */
export const STILL_LATENTS: LatentMotionSettings = {
  path: [],
  isLooping: true,
  isPlaying: false,
  walk: { isOn: false, width: 1, rate: 0.25 },
};
