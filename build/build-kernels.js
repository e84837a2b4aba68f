// Compiles the WebAssembly kernels into modules of the program. Run by npm's `prepare` and `build`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Each kernel, and the module that carries its bytes. */
const KERNELS = [
  ['src/descriptors/analysis/kernel', 'src/descriptors/analysis/kernel-binary.ts'],
  ['src/families/sinc-nsf/kernel', 'src/families/sinc-nsf/kernel-binary.ts'],
  ['targets/common/src/onnx/dense/kernel', 'targets/common/src/onnx/dense/kernel-binary.ts'],
];

/** Compiles a kernel and returns the module's bytes. */
async function compile(folder) {
  const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory', '--use', 'abort='];
  let binary;
  const result = await asc.main([`${folder}/index.ts`, ...flags, '--outFile', 'kernel.wasm'], {
    writeFile: (_name, contents) => {
      binary = contents;
    },
  });
  if (result.error) throw new Error(`${result.error.message}\n${result.stderr.toString()}`);
  return binary;
}

/** The TypeScript module that carries `bytes`. */
function carrier(folder, bytes) {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .replace(/.{1,140}/g, "  '$&',\n");
  return `// Made by \`node build/build-kernels.js\` from ${folder}.\nexport const KERNEL_BASE64 = [\n${lines}].join('');\n`;
}

process.chdir(root);
for (const [folder, module] of KERNELS) writeFileSync(module, carrier(folder, await compile(folder)));
