import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openWasmRuntime, type WasmFiles, type WasmRuntime } from '@neurorack/common/onnx';

/** The two files of onnxruntime-web that are needed, 14.3 MB of its 139. */
const GLUE = 'ort-wasm-simd-threaded.mjs';
const BINARY = 'ort-wasm-simd-threaded.wasm';

let opened: Promise<WasmRuntime> | undefined;

/**
 * ONNX Runtime in WebAssembly, one for each thread.
 *
 * @throws NeurorackError 'missing-library' as `openWasmRuntime`
 */
export function openHostWasm(): Promise<WasmRuntime> {
  opened ??= openWasmRuntime(hostWasmFiles());
  return opened;
}

/** The files as Node reads them: those that a board's bundle has in dist/onnx-wasm, otherwise the package's. */
function hostWasmFiles(): WasmFiles {
  return {
    importGlue: async () => (await import(pathToFileURL(join(folder(), GLUE)).href)).default,
    readBinary: () => readFile(join(folder(), BINARY)),
  };
}

function folder(): string {
  const bundled = fileURLToPath(new URL('../onnx-wasm', import.meta.url));
  if (existsSync(join(bundled, BINARY))) return bundled;
  return dirname(createRequire(import.meta.url).resolve(`onnxruntime-web/${BINARY}`));
}
