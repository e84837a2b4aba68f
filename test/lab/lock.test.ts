import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { takeLock } from '../../ci/lab/lock.ts';
import { expectFailure } from './fails.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'nr-lock-'));

it('locks a board once at a time', async () => {
  const at = folder();
  const giveBack = await takeLock('pi', at);
  await expectFailure(takeLock('pi', at), 'busy', `process ${process.pid}`);
  await (await takeLock('other', at))();
  await giveBack();
  await (await takeLock('pi', at))();
  expect(readdirSync(at)).toEqual([]);
});

it('takes over the lock of a process that has ended', async () => {
  const at = folder();
  const { pid } = spawnSync('true');
  writeFileSync(join(at, 'neurorack-lab-pi.lock'), `${pid}\n`);
  await (await takeLock('pi', at))();
});
