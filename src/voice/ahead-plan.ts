/** How a voice plays a network on a thread of its own. */
export interface AheadPlan {
  /** Hops between the request of a hop and its sound, at least 1. */
  readonly hops: number;
  /** Hops from a trigger whose onset is not cached to its sound, at least `hops`. */
  readonly startHops: number;
  /** Whether onsets are prefetched while a note plays; a network with little time to spare does so between notes alone. */
  readonly prefetchesWhilePlaying: boolean;
}
