// Photographs the panel for docs/: its browser tests are run in Chromium, on a computer that is not busy with something else.
//   node build/photograph-panel.js
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const taken = mkdtempSync(join(tmpdir(), 'neurorack-pictures-'));
const { status } = spawnSync('npx', ['vitest', 'run', 'test/panel/', '-t', 'chromium', '--no-file-parallelism'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PANEL_PICTURES: taken },
});
const pictures = readdirSync(taken).filter((name) => /^(panel.*|pairing)\.png$/.test(name));
if (status === 0) for (const name of pictures) copyFileSync(join(taken, name), join(root, 'docs/pictures', name));
rmSync(taken, { recursive: true });
if (status === 0 && pictures.length === 0)
  process.stderr.write('There is no Chromium here: apt-get install chromium\n');
else process.stdout.write(`docs/pictures: ${pictures.join(', ')}\n`);
process.exitCode = status === 0 && pictures.length > 0 ? 0 : 1;
