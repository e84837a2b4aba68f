/** A network that ONNX Runtime has loaded. */
export interface OnnxNetwork {
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
  /** Fixes what every run reads and writes, once; a run is a promise where it goes through the event loop. */
  bind(inputs: readonly NamedArray[], outputs: readonly NamedArray[]): () => unknown;
  release(): Promise<void>;
}

export interface TensorMetadata {
  readonly name: string;
  readonly isFloat32: boolean;
  /** A dimension that is not fixed is a name or negative. */
  readonly shape: readonly (number | string)[];
}

/** Memory that a run reads or writes in place. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly array: Float32Array;
}
