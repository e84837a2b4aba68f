export interface AudioSinkFormat {
  /** Sample rate of the instrument, Hz; a device with another rate reports it in its stream, or refuses to open. */
  readonly sampleRate: number;
  /** Frames passed to each `write`; the last period may be shorter. */
  readonly periodFrames: number;
  /** Wished length of the device's buffer; the sink's own choice when absent. The stream's `latencyFrames` has the true one. */
  readonly bufferFrames?: number | undefined;
}

/** An audio output: a device or a file. Opening it loads libraries and finds the device. */
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
  /** Latency from `write` to the jack in frames, computed from the device's buffer; 0 for a file. */
  readonly latencyFrames: number;
  /** Latency as the device measures it, with the system's sound server; absent where it measures none, undefined before it has. */
  readonly measuredLatencyFrames?: number | undefined;
  /** Buffer underruns that the device has reported. */
  readonly underruns: number;
  /** Whether a device clock paces `write`. A file takes samples as fast as they are rendered; the stream then runs on an offline clock. */
  readonly isClocked: boolean;
  /**
   * Writes a period, mono, -1..1; returns or resolves when the device has room for the next one. The caller keeps the
   * array and overwrites it afterwards.
   *
   * @throws NeurorackError 'device-fault' when the device is gone, the disk full, or the stream closed
   */
  write(period: Float32Array): void | Promise<void>;
  /** Plays the samples already written to their end, or finishes the file. Idempotent. */
  close(): Promise<void>;
}
