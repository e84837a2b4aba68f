export interface AudioSinkFormat {
  /** What the instrument renders, Hz; a device with another rate says so in its stream, or refuses. */
  readonly sampleRate: number;
  /** Frames handed over at a time; the last period may be shorter. */
  readonly periodFrames: number;
}

/** Where sound goes. Opening loads libraries and finds the device. */
export interface AudioSink {
  readonly name: string;
  /**
   * Opens the device or file; called by the audio thread, once.
   *
   * @throws NeurorackError 'missing-device' naming what exists, 'missing-library' with its install step, 'busy',
   * 'cannot-write' for a file, 'unsupported' for a format
   */
  open(format: AudioSinkFormat): Promise<AudioStream>;
}

/** An open sink. The audio thread alone makes every call. */
export interface AudioStream {
  /** True rate of the device, Hz. */
  readonly sampleRate: number;
  /** Frames between `write` and the jack, computed from the device's buffer; 0 for a file. */
  readonly latencyFrames: number;
  /** How often the device has run dry, by its own account. */
  readonly underruns: number;
  /** Whether it takes samples at the pace of a clock; a file takes them as fast as they come, time is then the stream's own. */
  readonly isClocked: boolean;
  /**
   * Hands over a period, mono, -1..1, one after the other; returns or resolves when the device has room for the next. The
   * caller keeps the array and overwrites it afterwards.
   *
   * @throws NeurorackError 'device-fault' when the device is gone, the disk full, or the stream closed
   */
  write(period: Float32Array): void | Promise<void>;
  /** Plays out what was handed over, or finishes the file. Idempotent. */
  close(): Promise<void>;
}
