import {
  createOnnxAcceleratorOf,
  denseFirst,
  loadWasm,
  openWasmRuntime,
  scanOnnx,
  type WasmRuntime,
} from '@neurorack/common/onnx';
import type { Accelerator } from '@neurorack/contracts/accelerator';
import { fetchFile } from '../worker/fetch-files.ts';

/** A network of this project has 2 MB. */
const MAX_NETWORK_BYTES = 512 * 2 ** 20;
const MAX_RUNTIME_BYTES = 64 * 2 ** 20;
const REMEDY = 'load the page again';

let opened: Promise<WasmRuntime> | undefined;

export interface BrowserAcceleratorOptions {
  /** Returns the network whose checksum was verified a moment ago; without it, `open` fetches the file. */
  readonly verified?: () => Uint8Array | undefined;
}

/**
 * The kernel of dense networks, and for other ones ONNX Runtime in WebAssembly, with one thread, of this Worker. It is fetched by the first `open` of such a network.
 *
 * @param folder address of the built folder, with a slash at its end
 */
export function createBrowserAccelerator(folder: string, { verified }: BrowserAcceleratorOptions = {}): Accelerator {
  const loading = {
    read: async (path: string): Promise<Uint8Array> => {
      const content = verified?.() ?? (await fetchFile(path, { maxBytes: MAX_NETWORK_BYTES, remedy: REMEDY }));
      scanOnnx(content, path);
      return content;
    },
    load: async (_path: string, content: Uint8Array) => loadWasm(await openRuntime(folder), content),
  };
  return createOnnxAcceleratorOf(denseFirst(loading));
}

function openRuntime(folder: string): Promise<WasmRuntime> {
  const address = (suffix: string): string => `${folder}onnx/ort-wasm-simd-threaded.${suffix}`;
  opened ??= openWasmRuntime({
    importGlue: async () => (await import(address('mjs'))).default,
    readBinary: () => fetchFile(address('wasm'), { maxBytes: MAX_RUNTIME_BYTES, remedy: REMEDY }),
  });
  return opened;
}
