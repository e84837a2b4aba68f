import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBankLibrary } from '../../../src/panel/banks/bank-library.ts';

/** An instance of its own process: it adds six sounds to 'My sounds' at once, as soon as a line arrives. */
const [root = '', factory = '', folder = '', wave = '', prefix = ''] = process.argv.slice(2);
const library = createBankLibrary({ folder, factory });
process.stdout.write('ready\n');
process.stdin.once('data', async () => {
  await Promise.all(
    Array.from({ length: 6 }, async (_, n) => {
      const path = join(root, `${prefix}${n}`);
      await copyFile(wave, path);
      await library.addSound(null, { path, name: `${prefix}${n}.wav` }, () => undefined);
    }),
  );
  process.stdin.destroy();
});
