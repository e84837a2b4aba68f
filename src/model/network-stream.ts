import type { InferenceSession } from '../contracts/accelerator.ts';

/**
 * A network whose run is not one frame of a descriptor set: its hop, its sample rate or its delay differ. `connect` puts a session
 * before it that runs once a frame.
 */
export interface NetworkStream {
  /**
   * Wraps the network's session. A run of the result runs the network as often as the frame needs, or not at all; the copies of its state
   * include that of the network. The caller closes the network's own session.
   */
  connect(session: InferenceSession): InferenceSession;
  /** The connected session's input while nothing sounds. */
  readonly silence: readonly number[];
  /** Runs on silence after which the network's zeroed start has no effect. */
  readonly primingRuns: number;
  /** Runs on the input of a note's start before its first hop, one of the network each: the delay of the network passes in them. */
  readonly startRuns: number;
  /** Frames a run of the network; may be below 1. */
  readonly framesPerRun: number;
}
