/** Recorder of takes for those who play: it names the files itself. Main thread. */
export interface TakeRecorder {
  /** Seconds of the take that is being recorded; undefined: none is. */
  readonly seconds: number | undefined;
  start(): void;
  stop(): void;
  /** Writes what sounded in the last 30 seconds. */
  keep(): void;
  /** Records into a file that the caller names, from the model's first block, beside the takes of `start`. */
  recordWhole(path: string): Promise<WholeTake>;
  /** Ends a take that is being recorded; resolves when its files are complete. May be called twice. */
  close(): Promise<void>;
}

/** A take in a file that the caller has named. */
export interface WholeTake {
  /** Ends the take; resolves when its files are complete, with a sentence where it is missing or ends early. */
  stop(): Promise<string | undefined>;
}

/** Whole seconds of the take that is being recorded; 'idle': none is; undefined where nothing can be recorded. */
export function recordingState(recorder: Pick<TakeRecorder, 'seconds'> | undefined): number | 'idle' | undefined {
  if (recorder === undefined) return undefined;
  return recorder.seconds === undefined ? 'idle' : Math.floor(recorder.seconds);
}
