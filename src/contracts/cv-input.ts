/** Sampled control voltages. The control thread makes every call. */
export interface CvInput {
  /** Number of jacks. */
  readonly channels: number;
  /**
   * Reads every channel.
   *
   * @param into volts at the jack by the front end's nominal values, before calibration; `channels` values are overwritten
   * @returns time of the reading in µs
   * @throws NeurorackError 'device-fault' when the converter does not answer; the caller reads again later
   */
  read(into: Float32Array): number;
  close(): Promise<void>;
}
