/** Called with each edge: gate number from 0, level after the edge, time in µs. */
export type OnGateEdge = (gate: number, isHigh: boolean, timeUs: number) => void;

/**
 * Gates, as edges with system timestamps or as sampled levels. Neither is debounced: `src/control` debounces once, for both.
 * The control thread makes every call.
 */
export type GateInput = EdgeGateInput | LevelGateInput;

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
