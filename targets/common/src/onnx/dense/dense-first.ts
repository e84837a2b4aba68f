import type { OnnxLoading } from '../accelerator.ts';
import { type DensePrecision, loadIfDense } from './dense-network.ts';

/** Runs networks of dense layers by the kernel, and loads other ones, in float32, as `loading` does. */
export function denseFirst({ read, load }: OnnxLoading, precision: DensePrecision = 'fp32'): OnnxLoading {
  return {
    read,
    load: async (path, content) => loadIfDense(content, precision) ?? load(path, content),
    hasShorts: precision === 'int16',
  };
}
