import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { carrier, compileAnalysis } from '../../../kernels/build.js';

test('the compiled kernel in the source tree is what its AssemblyScript compiles to', async () => {
  const kept = readFileSync(join(import.meta.dirname, '../../../src/descriptors/analysis/kernel-binary.ts'), 'utf8');
  const made = carrier(await compileAnalysis());
  expect(bytesOf(kept).equals(bytesOf(made)), 'run: node kernels/build.js').toBe(true);
}, 180_000);

function bytesOf(source: string): Buffer {
  return Buffer.from([...source.matchAll(/^ {2}'(.*)',$/gm)].map(([, text]) => text).join(''), 'base64');
}
