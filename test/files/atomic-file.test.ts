import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { writeFileAtomically } from '../../src/files/atomic-file.ts';

const syncDirectory = vi.hoisted(() => vi.fn<(path: string) => Promise<void>>());
vi.mock('../../src/files/sync-directory.ts', () => ({ syncDirectory }));

const folder = mkdtempSync(join(tmpdir(), 'neurorack-atomic-'));

it('a whole file is renamed to its name, and then its folder is synced: it survives a loss of power', async () => {
  const found: string[][] = [];
  syncDirectory.mockImplementation(async (path) => void found.push([path, ...readdirSync(path)]));
  await writeFileAtomically(join(folder, 'a.nrbank'), 'bank');
  expect(found).toEqual([[folder, 'a.nrbank']]);
});

it('a fault of the disk in that sync is reported; a folder that cannot be synced is none', async () => {
  const fault = (code: string) => Object.assign(new Error('no sync'), { code });
  syncDirectory.mockRejectedValueOnce(fault('EIO'));
  await expect(writeFileAtomically(join(folder, 'b.nrbank'), 'bank')).rejects.toThrow('I/O error');
  syncDirectory.mockRejectedValueOnce(fault('EINVAL'));
  await writeFileAtomically(join(folder, 'c.nrbank'), 'bank');
  expect(readFileSync(join(folder, 'c.nrbank'), 'utf8')).toBe('bank');
});
