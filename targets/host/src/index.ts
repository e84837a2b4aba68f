import type { Target } from '@neurorack/contracts/target';
import { createOnnxAccelerator } from './onnx-accelerator.ts';

export { createOnnxAccelerator };

/** Any computer: networks run on the CPU. */
export const hostTarget: Target = {
  id: 'host',
  createAccelerator: () => createOnnxAccelerator(),
};
