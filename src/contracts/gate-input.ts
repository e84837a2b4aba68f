/** Called with each edge: gate number from 0, level after the edge, time in µs. */
export type OnGateEdge = (gate: number, isHigh: boolean, timeUs: number) => void;

/**
 * Gates, as edges with system timestamps, as sampled levels or as streams of samples. None is debounced: `src/control` debounces once, for all.
 * The control thread makes every call.
 */
export type GateInput = EdgeGateInput | LevelGateInput | SampledGateInput;

export interface EdgeGateInput {
  readonly kind: 'edges';
  readonly gates: number;
  /**
   * Calls `onEdge` with every edge since the last poll, in order of time.
   *
   * @throws NeurorackError 'device-fault'
   */
  poll(onEdge: OnGateEdge): void;
  close(): Promise<void>;
}

export interface LevelGateInput {
  readonly kind: 'levels';
  readonly gates: number;
  /**
   * Reads every gate.
   *
   * @param into volts; `gates` values are overwritten
   * @returns time of the reading in µs
   * @throws NeurorackError 'device-fault'
   */
  read(into: Float32Array): number;
  close(): Promise<void>;
}

/** Gates of which every sample is seen once, such as inputs of a sound card: an edge has the time of its sample. */
export interface SampledGateInput {
  readonly kind: 'samples';
  readonly gates: number;
  /**
   * Calls `onSample` with the volts of every gate and the time in µs, for each sample since the last poll, in order of time. The array is
   * overwritten by the next call.
   *
   * @throws NeurorackError 'device-fault'
   */
  poll(onSample: (volts: Float32Array, timeUs: number) => void): void;
  close(): Promise<void>;
}
