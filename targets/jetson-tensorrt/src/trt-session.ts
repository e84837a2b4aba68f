import type { ArtifactSpec, InferenceSession, TensorSpec } from '@neurorack/contracts/accelerator';
import { NeurorackError } from '@neurorack/contracts/errors';
import { createSessionTensors, sizeOf } from '@neurorack/contracts/session-tensors';
import { assertSameTensors } from '@neurorack/contracts/tensor-check';
import { readCString } from './c-string.ts';
import type { Handle, TensorRt } from './library.ts';
import { trtError } from './trt-error.ts';

/** Runs until the GPU's clocks have risen and TensorRT has loaded everything. */
const WARM_UP_RUNS = 50;
/** Timeout of the first run, in which CUDA may load a library and its kernels. */
const FIRST_RUN_US = 20_000_000;
/** `trt_tensor_info` of `native/neurorack_trt.h`. */
const INFO = { size: 224, isInput: 128, rank: 136, shape: 144, offset: 208 } as const;

interface NativeTensor extends TensorSpec {
  readonly isInput: boolean;
  readonly offset: number;
}

/**
 * Opens a plan. The session's tensors are separate arrays, copied to and from pinned memory around a run: on a Jetson Nano pinned memory
 * is not cached (CUDA for Tegra), so it is read and written once, in order, and never value by value.
 *
 * @throws NeurorackError 'bad-file' for a plan that TensorRT refuses, 'bad-model' for tensors that differ from the artifact's
 */
export function openTrtSession(options: {
  readonly trt: TensorRt;
  readonly plan: Uint8Array;
  readonly artifact: ArtifactSpec;
  readonly timeoutUs: number;
}): InferenceSession {
  const { trt, plan, artifact, timeoutUs } = options;
  const { calls } = trt;
  const [handles, reason] = [new BigUint64Array(1), new Uint8Array(1024)];
  const opened = calls.open(plan, plan.length, handles, reason, reason.length);
  if (opened !== 0) throw trtError(opened, artifact.path, readCString(reason));
  const handle: Handle = Number(handles[0]);
  try {
    return start();
  } catch (error) {
    calls.close(handle);
    throw error;
  }

  function start(): InferenceSession {
    const found = Array.from({ length: calls.tensorCount(handle) }, (_, index) => tensorAt(index));
    assertSameTensors(artifact, {
      inputs: found.filter(({ isInput }) => isInput),
      outputs: found.filter(({ isInput }) => !isInput),
    });
    const { inputs, outputs, carryState, resetState, clear, saveState, loadState } = createSessionTensors(artifact);
    const into = movesOf(inputs, found, memoryOf(0));
    const outOf = movesOf(outputs, found, memoryOf(1));
    let isClosed = false;

    function run(limitUs = timeoutUs): void {
      if (isClosed) {
        throw new NeurorackError('device-fault', 'the session is closed', { remedy: 'open a new session' });
      }
      for (const { values, pinned } of into) pinned.set(values);
      const code = calls.run(handle, limitUs);
      if (code !== 0) {
        calls.error(handle, reason, reason.length);
        throw trtError(code, artifact.path, readCString(reason));
      }
      for (const { values, pinned } of outOf) values.set(pinned);
      carryState();
    }

    return {
      inputs,
      outputs,
      run: () => run(),
      resetState,
      saveState,
      loadState,
      warmUp: async () => {
        clear();
        run(FIRST_RUN_US);
        for (let i = 1; i < WARM_UP_RUNS; i++) run();
        clear();
      },
      close: async () => {
        if (isClosed) return;
        isClosed = true;
        calls.close(handle);
      },
    };
  }

  function tensorAt(index: number): NativeTensor {
    const info = new Uint8Array(INFO.size);
    calls.tensor(handle, index, info);
    const view = new DataView(info.buffer);
    const rank = view.getInt32(INFO.rank, true);
    return {
      name: readCString(info.subarray(0, INFO.isInput)),
      isInput: view.getInt32(INFO.isInput, true) !== 0,
      shape: Array.from({ length: rank }, (_, i) => Number(view.getBigInt64(INFO.shape + 8 * i, true))),
      offset: Number(view.getBigUint64(INFO.offset, true)),
    };
  }

  function memoryOf(side: 0 | 1): ArrayBuffer {
    const bytes = new BigUint64Array(1);
    const pointer = calls.memory(handle, side, bytes);
    return bytes[0] === 0n ? new ArrayBuffer(0) : trt.view(pointer, Number(bytes[0]));
  }
}

function movesOf(
  tensors: ReadonlyMap<string, Float32Array>,
  found: readonly NativeTensor[],
  memory: ArrayBuffer,
): readonly { readonly values: Float32Array; readonly pinned: Float32Array }[] {
  return found.flatMap((tensor) => {
    const values = tensors.get(tensor.name);
    return values === undefined ? [] : [{ values, pinned: new Float32Array(memory, tensor.offset, sizeOf(tensor)) }];
  });
}
