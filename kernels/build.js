// Compiles the WebAssembly kernels and writes them where the program imports them. Run by npm's `prepare` and `build`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Compiles `kernels/analysis` and returns the module's bytes. */
async function compileAnalysis() {
  const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory', '--use', 'abort='];
  let binary;
  const result = await asc.main(['kernels/analysis/index.ts', ...flags, '--outFile', 'kernel.wasm'], {
    writeFile: (_name, contents) => {
      binary = contents;
    },
  });
  if (result.error) throw new Error(`${result.error.message}\n${result.stderr.toString()}`);
  return binary;
}

/** The TypeScript module that carries `bytes`. */
function carrier(bytes) {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .replace(/.{1,140}/g, "  '$&',\n");
  return `// Made by \`node kernels/build.js\` from kernels/analysis.\nexport const KERNEL_BASE64 = [\n${lines}].join('');\n`;
}

process.chdir(root);
writeFileSync('src/descriptors/analysis/kernel-binary.ts', carrier(await compileAnalysis()));
