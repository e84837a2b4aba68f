// Bundles a program of this repository for node: `node build/bundle-program.js <file.ts> <outfile.js>`.
import { bundle } from './bundle.js';

const [program, outfile] = process.argv.slice(2);
if (outfile === undefined) {
  process.stderr.write('usage: node build/bundle-program.js <file.ts> <outfile.js>\n');
  process.exit(2);
}
await bundle({ entryPoints: [program], outfile });
