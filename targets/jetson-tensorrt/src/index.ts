export type { BuildProgress } from './build-engine.ts';
export { createJetsonHealth } from './jetson-health.ts';
export { createTarget, type JetsonOptions } from './jetson-target.ts';
export { createTensorRtAccelerator, type TensorRtOptions } from './tensorrt-accelerator.ts';
