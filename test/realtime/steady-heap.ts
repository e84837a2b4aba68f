export const SAMPLE_RATE = 44_100;
/** Stream before the measurement: every set is played and its code compiled. */
export const WARM_UP_FRAMES = 40 * SAMPLE_RATE;
/** Of the sink's name; a file follows. */
export const PREFIX = 'heap:';
/** Seed of a program that keeps something of each block. */
export const KEEPING_SEED = 999;

/** The heap of the audio thread from the end of the warm-up to the end of the stream. */
export interface AudioHeap {
  readonly frames: number;
  /** Of the sound, 0 to 1. */
  readonly peak: number;
  /** V8's names of the collections that it began. */
  readonly collections: readonly string[];
  /** By them. */
  readonly freedBytes: number;
  /** Between a collection of the whole heap before and one after. */
  readonly growthBytes: number;
}
