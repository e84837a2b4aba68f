export { createOnnxAcceleratorOf, type OnnxLoading } from './accelerator.ts';
export { joinPlanes, PLANES_SUFFIX } from './byte-planes.ts';
export { denseFirst } from './dense/dense-first.ts';
export { type DensePrecision, loadDense, loadIfDense } from './dense/dense-network.ts';
export type { NamedArray, OnnxNetwork, TensorMetadata } from './network.ts';
export { scanOnnx } from './scan.ts';
export { loadWasm } from './wasm-network.ts';
export { openWasmRuntime, type WasmCalls, type WasmFiles, type WasmRuntime } from './wasm-runtime.ts';
