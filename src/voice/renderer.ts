/** Gates of the panel: 0 is gate 1, 1 is gate 2. */
export type GateIndex = 0 | 1;

/**
 * What a render thread plays: control values and gates in, samples out. Lives on one thread; nothing of it allocates
 * without bound or throws for normal events.
 */
export interface Renderer {
  readonly sampleRate: number;
  /** Samples by which the sound lags behind what steers it. */
  readonly latencyFrames: number;
  /** False while it renders silence and would go on so. */
  readonly isSounding: boolean;
  /** Blocks that were silence because a number was not finite. */
  readonly faults: number;
  /**
   * Takes the destinations' values in, for what is rendered from now on.
   *
   * @param values in the order of `DESTINATIONS`, copied
   */
  control(values: Float64Array): void;
  /** A gate's edge, at the next sample to be rendered. */
  gate(gate: GateIndex, isHigh: boolean): void;
  /**
   * Writes the next samples to `into[from ... to)`; how many at a time makes no difference to them, as long as gates and
   * values come at the same samples. A promise only when the accelerator answers with one.
   *
   * @throws NeurorackError as `InferenceSession.run`
   */
  render(into: Float32Array, from: number, to: number): void | Promise<void>;
  /**
   * A rise of gate 1 follows after the next `samples`, which are rendered next: a sound that ends there need not be cared for any more.
   * Without the rise it goes on as it would have.
   */
  expectTrigger?(samples: number): void;
  /**
   * Does ahead what a trigger would otherwise do in its own block; called between blocks. Nothing that sounds changes by it, and what
   * a trigger after it sounds like depends on the calls alone, not on time.
   *
   * @throws NeurorackError as `render`
   */
  prepare?(): void | Promise<void>;
}
