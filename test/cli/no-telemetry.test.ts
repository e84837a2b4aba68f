import { execFile } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { TINY_MODEL } from '../model/tiny-model.ts';

const COMMAND = join(import.meta.dirname, '../../bin/neurorack.js');

it('rendering writes nothing into an empty home, where ONNX Runtime would keep its telemetry', async () => {
  const home = await mkdtemp(join(tmpdir(), 'neurorack-home-'));
  const output = join(await mkdtemp(join(tmpdir(), 'neurorack-out-')), 'out.wav');
  const model = ['--models', dirname(TINY_MODEL), '--model', 'tiny-model'];
  // Under CI the library sends no telemetry: the environment is that of a user's computer.
  const env = { PATH: process.env.PATH, HOME: home };
  await promisify(execFile)(process.execPath, [COMMAND, 'render', ...model, '--set', 'Bell', '-o', output], { env });
  expect(await readdir(home)).toEqual([]);
});
