import { rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createBankLibrary } from '../../../src/panel/banks/bank-library.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { createBankFolder, HITS, hitsFile } from './bank-bench.ts';

it.each(['absent', 'damaged'])(
  'lists the other banks where the factory bank is %s, and names the fault',
  async (what) => {
    const paths = createBankFolder();
    await mkdir(paths.folder, { recursive: true });
    if (what === 'absent') rmSync(paths.factory);
    else writeFileSync(paths.factory, 'PK no bank');
    writeFileSync(join(paths.folder, 'hits.nrbank'), hitsFile());
    const library = createBankLibrary(paths);
    const { banks, unreadable } = await library.list();
    expect(banks.map(({ id }) => id)).toEqual(['hits.nrbank']);
    expect(unreadable).toMatchObject([{ file: 'factory.nrbank' }]);
    const [{ name }] = HITS.sets;
    expect((await library.loadSet('hits.nrbank', name)).name).toBe(name);
    expect(await namedErrorOf(() => library.loadSet('factory', name))).toMatchObject({ kind: 'bad-file' });
  },
);
