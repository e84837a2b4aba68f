import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundle } from '../../../build/bundle.js';
import { type BankWorker, createBankWorker } from '../../../src/panel/banks/bank-worker.ts';
import { bankPlace, struckTone } from './bank-bench.ts';

const THREAD = fileURLToPath(new URL('../../../dist/test/bank-thread.js', import.meta.url));

describe('the thread of the banks', () => {
  let place: ReturnType<typeof bankPlace>;
  let banks: BankWorker;
  beforeAll(async () => {
    await bundle({ entryPoints: ['src/app/bank-thread.ts'], outfile: THREAD });
  });
  beforeEach(() => {
    place = bankPlace();
    banks = createBankWorker({ ...place, threadFile: THREAD });
  });
  afterAll(() => banks.close());

  /** A file on its way in. */
  function incoming(name: string, bytes: Uint8Array) {
    const path = join(place.place, name);
    writeFileSync(path, bytes);
    return { path, name };
  }

  it('measures a sound and tells how far it is, while this thread goes on', async () => {
    const shares: number[] = [];
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 1);
    const added = await banks.addSound(null, incoming('gong.wav', struckTone({ seconds: 8 })), (share) => {
      shares.push(share);
    });
    clearInterval(ticking);
    expect(added).toEqual({ id: 'my-sounds.nrbank', name: 'gong', kind: 'added' });
    expect(shares.length).toBeGreaterThan(3);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
    expect(ticks).toBeGreaterThan(5);
    const set = await banks.loadSet(added.id, added.name);
    expect(set.curves.f0).toBeInstanceOf(Float32Array);
    await banks.close();
  });

  it.skipIf(process.platform !== 'linux')(
    'gives way to every other thread (Linux: elsewhere no thread can)',
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

  it('throws what is wrong there as it is thrown here, with kind and remedy', async () => {
    await expect(
      banks.addSound(null, incoming('words.wav', Buffer.from('words')), () => undefined),
    ).rejects.toMatchObject({
      name: 'NeurorackError',
      kind: 'bad-file',
      message: expect.stringMatching(/^words\.wav: /),
    });
    await expect(banks.loadSet('factory', 'nothing')).rejects.toMatchObject({ kind: 'bad-input' });
    expect(readdirSync(place.place)).toEqual(['factory.nrbank']);
    await banks.close();
  });

  it('is lost with a reason for who waits, and begins anew for who asks next', async () => {
    const asked = banks.list();
    await banks.close();
    await expect(asked).rejects.toMatchObject({ kind: 'device-fault', remedy: expect.stringContaining('try again') });
    expect((await banks.list()).banks).toHaveLength(1);
  });
});
