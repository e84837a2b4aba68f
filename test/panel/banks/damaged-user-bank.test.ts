import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createBankLibrary } from '../../../src/panel/banks/bank-library.ts';
import { INSTALLED_LIMITS } from '../../../src/panel/banks/bank-survey.ts';
import { USER_BANK_FILE } from '../../../src/panel/banks/user-bank.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { impactSet } from '../../descriptors/sample-sets.ts';
import { createBankFolder, hitsFile } from './bank-bench.ts';

describe("a damaged 'My sounds'", () => {
  let paths: ReturnType<typeof createBankFolder>;
  const at = (file: string): string => join(paths.folder, file);
  beforeEach(async () => {
    paths = createBankFolder();
    await mkdir(paths.folder);
  });

  it.each([
    ['cut off', hitsFile().subarray(0, 500)],
    ['empty', Buffer.alloc(0)],
  ])('that is %s is kept under another name, and the next save makes a new one', async (_, damaged) => {
    writeFileSync(at(USER_BANK_FILE), damaged);
    const sentences: string[] = [];
    const library = createBankLibrary({ ...paths, onMessage: (sentence) => sentences.push(sentence) });
    expect((await library.saveSet(impactSet({ name: 'gong', frames: 30 }), null)).kind).toBe('saved');
    expect(readFileSync(at('my-sounds-damaged-1.nrbank'))).toEqual(damaged);
    expect((await library.loadSet(USER_BANK_FILE, 'gong')).frames).toBe(30);
    expect(sentences).toEqual([
      expect.stringMatching(/^my-sounds\.nrbank .*; it is kept as my-sounds-damaged-1\.nrbank, and 'My sounds' begins/),
    ]);
    expect((await library.list()).unreadable.map(({ file }) => file)).toEqual(['my-sounds-damaged-1.nrbank']);
  });

  it('does not replace one that was set aside earlier', async () => {
    writeFileSync(at('my-sounds-damaged-1.nrbank'), 'first');
    writeFileSync(at(USER_BANK_FILE), 'second');
    await createBankLibrary(paths).saveSet(impactSet({ frames: 30 }), null);
    expect(readFileSync(at('my-sounds-damaged-1.nrbank'), 'utf8')).toBe('first');
    expect(readFileSync(at('my-sounds-damaged-2.nrbank'), 'utf8')).toBe('second');
  });

  it('is not confused with a whole one beyond the limits, which stays', async () => {
    writeFileSync(at(USER_BANK_FILE), hitsFile());
    const library = createBankLibrary({ ...paths, limits: { ...INSTALLED_LIMITS, curveBytes: 1 } });
    const error = await namedErrorOf(() => library.saveSet(impactSet({ frames: 30 }), null));
    expect(error.kind).toBe('bad-file');
    expect(readdirSync(paths.folder)).toEqual([USER_BANK_FILE]);
  });
});
