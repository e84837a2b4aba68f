/** A named float32 tensor; `shape` is static, outermost dimension first, as in `[1, 15, 1, 1]`. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A state output and the state input it is copied to before the next run; both have the same shape. */
export interface StatePair {
  readonly input: string;
  readonly output: string;
}

/** A network in the file format of one accelerator, with its inputs and outputs. */
export interface ArtifactSpec {
  /** Absolute path of the file; the caller has verified its checksum. */
  readonly path: string;
  /** Every input and output of the network, state included. */
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Recurrent state; empty for a network without state. */
  readonly state: readonly StatePair[];
}

/**
 * A device that runs networks. Implementations include `targets/host` (ONNX Runtime) and the fake in `src/contracts/fakes`;
 * each passes the conformance suite `test/conformance/accelerator.ts`.
 */
export interface Accelerator {
  /** The accelerator's name in model manifests: 'onnxruntime', 'tensorrt', 'hailo-8'. */
  readonly name: string;

  /**
   * Another accelerator whose fp32 artifacts this one compiles to its own format, as TensorRT compiles ONNX, and the precision of the
   * result: 'int16' has weights of 16 bits. An artifact that a manifest lists under this accelerator's own name is preferred.
   */
  readonly compilesFrom?:
    | { readonly accelerator: string; readonly precision: 'fp32' | 'fp16' | 'int16' | 'int8' }
    | undefined;

  /**
   * Opens a network. The session is ready when the promise resolves: tensors allocated, state zero.
   * Native libraries are loaded here, not on import. Sessions are independent; two of the same artifact may be open at once.
   *
   * @throws NeurorackError 'missing-library' or 'missing-device' when there is no runtime or device;
   * 'bad-file' when the artifact cannot be read; 'bad-model' when the device cannot run it, or when its inputs or
   * outputs differ from those in `artifact`
   */
  open(artifact: ArtifactSpec): Promise<InferenceSession>;
}

/** Copies of the state inputs, by input name. */
export type StateSnapshot = ReadonlyMap<string, Float32Array>;

/**
 * A network in memory. The render worker makes every call, in order. `run` is on the audio path:
 * no logging, no allocation that grows, no waiting except for the device.
 */
export interface InferenceSession {
  /**
   * One private array per tensor, in the order of the shape, never a SharedArrayBuffer. The session owns the arrays and
   * keeps them until `close`: callers hold references and read and write the arrays between runs.
   */
  readonly inputs: ReadonlyMap<string, Float32Array>;
  readonly outputs: ReadonlyMap<string, Float32Array>;

  /**
   * Runs the network once on the contents of `inputs`. Afterwards (for a promise: once it resolves) `outputs` hold the result
   * and each paired state output has been copied to its input; other inputs are unchanged. Values are not checked:
   * NaN in may be NaN out.
   *
   * @throws NeurorackError 'busy' while a run is under way; 'device-fault' when the device fails (the state is then
   * undefined: reset or load it) and after `close`; 'timeout' when the device does not answer
   */
  run(): void | Promise<void>;

  /** A sentence for the player where another runtime than the expected one runs the network; absent otherwise. */
  readonly notice?: string | undefined;

  /** Zeroes every state input. */
  resetState(): void;

  /**
   * Runs on zeros until the device has allocated its memory and raised its clocks, then zeroes inputs and state: the
   * session is then as after `open`, only faster. May take seconds on a board.
   */
  warmUp(): Promise<void>;

  /**
   * Copies the state inputs, so that a voice can start repeatedly from a state reached once. With `into`, a snapshot of
   * the same artifact, overwrites and returns it and allocates nothing.
   */
  saveState(into?: StateSnapshot): StateSnapshot;

  /**
   * Copies a snapshot back to the state inputs.
   *
   * @throws NeurorackError 'bad-input' when the snapshot is of another artifact
   */
  loadState(snapshot: StateSnapshot): void;

  /**
   * Releases the device. A run under way has ended, with a result or an error, when the promise resolves; the arrays must
   * not be used afterwards. May be called twice.
   */
  close(): Promise<void>;
}
