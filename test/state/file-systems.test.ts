import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { nodeFileSystem } from '../../src/state/node-file-system.ts';
import { describeFileSystem } from '../conformance/file-system.ts';

const folder = mkdtempSync(join(tmpdir(), 'neurorack-file-system-'));
afterAll(() => rmSync(folder, { recursive: true }));

let homes = 0;
describeFileSystem({
  name: 'the disk of this computer',
  open: () => nodeFileSystem,
  home: () => join(folder, `home-${homes++}`),
});
