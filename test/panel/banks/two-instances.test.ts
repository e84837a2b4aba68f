import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundle } from '../../../build/bundle.js';
import { createBankLibrary } from '../../../src/panel/banks/bank-library.ts';
import { impactSet } from '../../descriptors/sample-sets.ts';
import { createBankFolder, decayingTone, hitsFile } from './bank-bench.ts';

const PROGRAM = fileURLToPath(new URL('../../../dist/test/upload-six.js', import.meta.url));

describe('two instances with one folder of banks', () => {
  let paths: ReturnType<typeof createBankFolder>;
  beforeAll(() => bundle({ entryPoints: ['test/panel/banks/upload-six.ts'], outfile: PROGRAM }));
  beforeEach(() => {
    paths = createBankFolder();
  });
  const setsOf = async (id: string) => {
    const { banks } = await createBankLibrary(paths).list();
    return banks.find((bank) => bank.id === id)?.sets.map(({ name }) => name);
  };

  it('keep all of twelve sounds that two processes add at the same instant', async () => {
    const wave = join(paths.root, 'tone.wav');
    writeFileSync(wave, decayingTone({ seconds: 0.2 }));
    const { root, factory, folder } = paths;
    const instances = ['a', 'b'].map((prefix) =>
      spawn(process.execPath, [PROGRAM, root, factory, folder, wave, prefix], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const ends = instances.map((instance) => once(instance, 'exit'));
    await Promise.all(instances.map(({ stdout }) => once(stdout, 'data')));
    for (const { stdin } of instances) stdin.write('go\n');
    expect(await Promise.all(ends)).toEqual([
      [0, null],
      [0, null],
    ]);
    const names = ['a', 'b'].flatMap((prefix) => Array.from({ length: 6 }, (_, n) => `${prefix}${n}`));
    expect((await setsOf('my-sounds.nrbank'))?.toSorted()).toEqual(names);
    expect(readdirSync(folder).sort()).toEqual(['.history', 'my-sounds.nrbank']);
  });

  it('keep edits of both, and undo them in the order of the changes', async () => {
    mkdirSync(paths.folder);
    writeFileSync(join(paths.folder, 'hits.nrbank'), hitsFile());
    const [one, other] = [createBankLibrary(paths), createBankLibrary(paths)];
    await Promise.all([
      one.edit('hits.nrbank', { kind: 'rename-set', set: 'kick', to: 'thud' }),
      other.edit('hits.nrbank', { kind: 'rename-set', set: 'snare', to: 'snap' }),
      one.saveSet(impactSet({ name: 'gong', frames: 30 }), null),
      other.saveSet(impactSet({ name: 'bell', frames: 30 }), null),
    ]);
    expect(await setsOf('hits.nrbank')).toEqual(['thud', 'snap']);
    expect((await setsOf('my-sounds.nrbank'))?.toSorted()).toEqual(['bell', 'gong']);
    for (let n = 0; n < 4; n++) await (n % 2 === 0 ? one : other).undo();
    expect(await setsOf('hits.nrbank')).toEqual(['kick', 'snare']);
    expect(await setsOf('my-sounds.nrbank')).toBeUndefined();
  });
});
