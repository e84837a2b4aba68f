import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { lifeOf } from '../../src/files/process-life.ts';
import { tryLock, withLock } from '../../src/files/process-lock.ts';

describe('a lock among processes', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'neurorack-lock-'));
    path = join(folder, '.lock');
  });

  it('has one holder, and is free after its release', async () => {
    const lock = await tryLock(path);
    expect(await tryLock(path)).toBeUndefined();
    await lock?.release();
    await lock?.release();
    expect(readdirSync(folder)).toEqual([]);
    expect(await tryLock(path)).toBeDefined();
  });

  it('is taken over from a process that has ended, by one of many', async () => {
    writeFileSync(path, `${spawnSync(process.execPath, ['--version']).pid} x y\n`);
    const taken = await Promise.all(Array.from({ length: 20 }, () => tryLock(path)));
    expect(taken.filter((lock) => lock !== undefined)).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['.lock']);
  });

  it.skipIf(process.platform !== 'linux')('is taken over where another process has its number by now', async () => {
    writeFileSync(path, `${process.ppid} earlier-boot/1 y\n`);
    expect(await tryLock(path)).toBeDefined();
  });

  it('is not taken from a process that runs', async () => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    writeFileSync(path, `${other.pid} ${lifeOf(other.pid ?? 0)} y\n`);
    expect(await tryLock(path)).toBeUndefined();
    other.stdin.end();
  });

  it('that a fault left in a process that runs is free without renewals, where a limit is given', async () => {
    await tryLock(path);
    const before = Date.now() / 1000 - 100;
    utimesSync(path, before, before);
    expect(await tryLock(path)).toBeUndefined();
    const lock = await tryLock(path, 60_000);
    expect(lock).toBeDefined();
    await lock?.release();
  });

  it('that was taken over is not removed by its first holder', async () => {
    const first = await tryLock(path);
    writeFileSync(path, 'another\n');
    await first?.release();
    expect(readFileSync(path, 'utf8')).toBe('another\n');
  });

  it('lets changes through one after the other, also after one that fails', async () => {
    let inside = 0;
    const change = (n: number) =>
      withLock(path, async () => {
        inside++;
        expect(inside).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
        if (n === 3) throw new Error('third');
        return n;
      });
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map(change));
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
  });

  it('is left out on a disk that takes none', async () => {
    expect(await withLock(join(folder, 'missing', '.lock'), async () => 'done')).toBe('done');
  });
});
