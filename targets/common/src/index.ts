export { createLinuxHealth } from './linux-health.ts';
export { createLinuxThread, type ThreadLibrary } from './linux-thread.ts';
export { createMonotonicClock } from './monotonic-clock.ts';
export { createNullSink } from './null-sink.ts';
export { createOnnxAccelerator } from './onnx-accelerator.ts';
export type { OnnxRuntime } from './onnx-runtime.ts';
export { readSafeOnnx } from './read-safe-onnx.ts';
export { openSystemd, type SendDatagram } from './systemd.ts';
export { createWavSink } from './wav-sink.ts';
