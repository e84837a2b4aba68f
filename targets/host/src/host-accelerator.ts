import { createCpuAccelerator, createOnnxAccelerator, type OnnxRuntime, readSafeOnnx } from '@neurorack/common';
import { createOnnxAcceleratorOf, loadWasm } from '@neurorack/common/onnx';
import type { Accelerator, InferenceSession } from '@neurorack/contracts/accelerator';
import { NeurorackError } from '@neurorack/contracts/errors';
import { openHostWasm } from './wasm-files.ts';

/** Names of `--accelerator` with a description of each. */
export const ACCELERATORS: ReadonlyMap<string, string> = new Map([
  ['auto', "this project's kernel for networks of dense layers; for other ones native where it loads, otherwise wasm"],
  ['int16', 'as auto, with weights of 16 bits in dense networks: half the time, gains within .15 dB'],
  ['native', 'ONNX Runtime of the package onnxruntime-node'],
  ['wasm', 'ONNX Runtime in WebAssembly, of the package onnxruntime-web: anywhere'],
]);

/** ONNX Runtime in WebAssembly, with one thread. The module is loaded by the first `open`. */
export function createWasmAccelerator(): Accelerator {
  return createOnnxAcceleratorOf({
    read: readSafeOnnx,
    load: async (_path, content) => loadWasm(await openHostWasm(), content),
  });
}

/**
 * The accelerator of a computer by its name. A session of 'auto' that runs by ONNX Runtime in WebAssembly has a notice with the reason.
 *
 * @throws NeurorackError 'usage' for an unknown name
 */
export function createHostAccelerator(
  name = 'auto',
  { load, isDirect }: { readonly load?: () => Promise<OnnxRuntime>; readonly isDirect?: boolean } = {},
): Accelerator {
  if (name === 'native') return withRemedy(createOnnxAccelerator({ load, isDirect }));
  const wasm = createWasmAccelerator();
  if (name === 'wasm') return wasm;
  if (name === 'auto' || name === 'int16') {
    const cpu = createCpuAccelerator({ load, isDirect, precision: name === 'int16' ? 'int16' : 'fp32' });
    return { ...cpu, open: (artifact) => openFirst(cpu, wasm, artifact) };
  }
  throw new NeurorackError('usage', `there is no accelerator '${name}'`, {
    remedy: `choose one of ${[...ACCELERATORS.keys()].join(', ')}`,
  });
}

/** Names the other accelerator where the native one was chosen and is missing. */
function withRemedy(native: Accelerator): Accelerator {
  return {
    name: native.name,
    open: (artifact) =>
      native.open(artifact).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
        const { message, remedy, cause } = error;
        throw new NeurorackError('missing-library', message, { remedy: `${remedy}, or use --accelerator wasm`, cause });
      }),
  };
}

const isMissing = (error: unknown): error is NeurorackError =>
  error instanceof NeurorackError && error.kind === 'missing-library';

async function openFirst(
  native: Accelerator,
  wasm: Accelerator,
  artifact: Parameters<Accelerator['open']>[0],
): Promise<InferenceSession> {
  try {
    return await native.open(artifact);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const session = await wasm.open(artifact);
    return { ...session, notice: noticeOf(error.cause) };
  }
}

function noticeOf(cause: unknown): string {
  const isAbsent = cause instanceof Error && 'code' in cause && String(cause.code).endsWith('MODULE_NOT_FOUND');
  const why = isAbsent ? 'is not installed' : 'does not load here';
  return `the network runs by ONNX Runtime in WebAssembly and takes a third more time, because onnxruntime-node ${why}`;
}
