import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundle } from '../../../build/bundle.js';
import type { BankClient } from '../../../src/panel/banks/bank-client.ts';
import { createBankWorker } from '../../../src/panel/banks/bank-worker.ts';
import { createBankFolder, decayingTone } from './bank-bench.ts';

const THREAD = fileURLToPath(new URL('../../../dist/test/bank-thread.js', import.meta.url));

describe('the bank thread', () => {
  let paths: ReturnType<typeof createBankFolder>;
  let banks: BankClient;
  beforeAll(async () => {
    await bundle({ entryPoints: ['src/app/bank-thread.ts'], outfile: THREAD });
  });
  beforeEach(() => {
    paths = createBankFolder();
    banks = createBankWorker({ ...paths, threadFile: THREAD });
  });
  afterAll(() => banks.close());

  /** An uploaded file. */
  function uploaded(name: string, bytes: Uint8Array) {
    const path = join(paths.root, name);
    writeFileSync(path, bytes);
    return { path, name };
  }

  it('analyses a sound and reports progress while this thread keeps running', async () => {
    const shares: number[] = [];
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 1);
    const added = await banks.addSound(null, uploaded('gong.wav', decayingTone({ seconds: 8 })), (share) => {
      shares.push(share);
    });
    clearInterval(ticking);
    expect(added).toEqual({ id: 'my-sounds.nrbank', name: 'gong', kind: 'added', warnings: [] });
    expect(shares.length).toBeGreaterThan(3);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
    expect(ticks).toBeGreaterThan(5);
    const set = await banks.loadSet(added.id, added.name);
    expect(set.curves.f0).toBeInstanceOf(Float32Array);
    await banks.close();
  });

  it.skipIf(process.platform !== 'linux')(
    'runs at the lowest priority (Linux only: elsewhere threads have no priority)',
    async () => {
      const before = getPriority();
      await banks.list();
      const nice = readdirSync('/proc/self/task').map((task) => {
        const stat = readFileSync(`/proc/self/task/${task}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
      });
      expect(nice.filter((one) => one === 19)).toHaveLength(1);
      expect(getPriority()).toBe(before);
      await banks.close();
    },
  );

  it('rethrows errors of the thread with kind and remedy', async () => {
    await expect(
      banks.addSound(null, uploaded('words.wav', Buffer.from('words')), () => undefined),
    ).rejects.toMatchObject({
      name: 'NeurorackError',
      kind: 'bad-file',
      message: expect.stringMatching(/^words\.wav: /),
    });
    await expect(banks.loadSet('factory', 'nothing')).rejects.toMatchObject({ kind: 'bad-input' });
    expect(readdirSync(paths.root)).toEqual(['factory.nrbank']);
    await banks.close();
  });

  it('rejects pending calls when the thread ends, and restarts with the next call', async () => {
    const pending = banks.list();
    await banks.close();
    await expect(pending).rejects.toMatchObject({ kind: 'device-fault', remedy: expect.stringContaining('try again') });
    expect((await banks.list()).banks).toHaveLength(1);
  });
});
