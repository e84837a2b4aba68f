/** Recorder of takes for those who play: it names the files itself. Main thread. */
export interface TakeRecorder {
  /** Seconds of the take that is being recorded; undefined: none is. */
  readonly seconds: number | undefined;
  start(): void;
  stop(): void;
  /** Writes what sounded in the last 30 seconds. */
  keep(): void;
}
