/** Control voltages by sampling. The control thread alone makes every call. */
export interface CvInput {
  /** How many jacks. */
  readonly channels: number;
  /**
   * Reads every channel.
   *
   * @param into volts as the converter shows them, before calibration; `channels` values are overwritten
   * @returns time of the reading in µs
   * @throws NeurorackError 'device-fault' when the converter does not answer; the caller tries again later
   */
  read(into: Float32Array): number;
  close(): Promise<void>;
}
