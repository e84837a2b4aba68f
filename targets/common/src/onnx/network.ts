/** A network loaded by ONNX Runtime. */
export interface OnnxNetwork {
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
  /** The array of an input or output, where the network has its own; otherwise it reads and writes those of `bind`. */
  arrayOf?(name: string): Float32Array | undefined;
  /** Sets the arrays that every run reads and writes. Returns the run, which returns a promise if it needs the event loop. */
  bind(inputs: readonly NamedArray[], outputs: readonly NamedArray[]): () => unknown;
  release(): Promise<void>;
}

export interface TensorMetadata {
  readonly name: string;
  readonly isFloat32: boolean;
  /** A dimension without a fixed size is a name or negative. */
  readonly shape: readonly (number | string)[];
}

/** An array that a run reads or writes in place. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly array: Float32Array;
}
