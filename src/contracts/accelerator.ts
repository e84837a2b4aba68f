/** A tensor of float32 by name; `shape` is static, outermost dimension first, as in `[1, 15, 1, 1]`. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A state output and the state input that it becomes before the next run; both have the same shape. */
export interface StatePair {
  readonly input: string;
  readonly output: string;
}

/** One network, ready for one accelerator: a file and what goes in and out of it. */
export interface ArtifactSpec {
  /** Absolute path of the file; the caller has verified its checksum. */
  readonly path: string;
  /** Every input and output of the network, state included. */
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Recurrent state; empty for a network without memory. */
  readonly state: readonly StatePair[];
}

/**
 * A device that runs networks. Two implementations at least: `targets/host` (ONNX Runtime) and the fake of
 * `src/contracts/fakes`. Any implementation runs `test/conformance/accelerator.ts`.
 */
export interface Accelerator {
  /** The name by which a model's manifest offers an artifact for it: 'onnxruntime', 'tensorrt', 'hailo-8'. */
  readonly name: string;

  /**
   * Where it makes its own out of what another accelerator takes, as TensorRT does of ONNX: that one's name, and the precision that comes of
   * its fp32. What a manifest offers by this accelerator's own name comes first.
   */
  readonly compilesFrom?: { readonly accelerator: string; readonly precision: 'fp32' | 'fp16' | 'int8' } | undefined;

  /**
   * Opens a network. The session is ready when the promise resolves: tensors allocated, state zero.
   * Load native libraries here, not on import. Sessions are independent; two of the same artifact may be open at once.
   *
   * @throws NeurorackError 'missing-library' or 'missing-device' when there is nothing to run on;
   * 'bad-file' when the artifact cannot be read; 'bad-model' when it is no network this device runs, or its inputs or
   * outputs are not the ones that `artifact` says
   */
  open(artifact: ArtifactSpec): Promise<InferenceSession>;
}

/** Copies of the state inputs, by input name. */
export type StateSnapshot = ReadonlyMap<string, Float32Array>;

/**
 * A network in memory. One thread (the render worker) makes every call, in order. `run` is on the audio path:
 * no logging, no allocation that grows, no waiting beyond the device itself.
 */
export interface InferenceSession {
  /**
   * One private array a tensor, in the order of the shape, never a SharedArrayBuffer. The session owns them and keeps
   * their identity until `close`: callers hold on to the arrays and read and write them between runs.
   */
  readonly inputs: ReadonlyMap<string, Float32Array>;
  readonly outputs: ReadonlyMap<string, Float32Array>;

  /**
   * Runs the network once on what `inputs` hold. Afterwards (for a promise: once it resolves) `outputs` hold the result
   * and each paired state output has been copied to its input; other inputs are as they were. Values are not checked:
   * NaN in may be NaN out.
   *
   * @throws NeurorackError 'busy' while a run is under way; 'device-fault' when the device fails (the state is then
   * undefined: reset or load it) and after `close`; 'timeout' when the device does not answer
   */
  run(): void | Promise<void>;

  /** Zeroes every state input. */
  resetState(): void;

  /**
   * Runs on zeros until the device has its memory and its clocks, then zeroes inputs and state: after it the session is
   * as after `open`, only faster. May take seconds on a board.
   */
  warmUp(): Promise<void>;

  /**
   * Copies the state inputs, into `into` when given (a snapshot of the same artifact, overwritten and returned), so that
   * a voice can start again and again from a state reached once. Nothing is allocated when `into` is given.
   */
  saveState(into?: StateSnapshot): StateSnapshot;

  /**
   * Copies a snapshot back to the state inputs.
   *
   * @throws NeurorackError 'bad-input' when the snapshot is of another artifact
   */
  loadState(snapshot: StateSnapshot): void;

  /**
   * Gives the device back. A run under way has ended, one way or the other, when the promise resolves; the arrays are
   * not to be used any more. May be called twice.
   */
  close(): Promise<void>;
}
