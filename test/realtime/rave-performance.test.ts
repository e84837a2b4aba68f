import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createContainer } from '../../src/app/create-container.ts';
import { openEncodedCache } from '../../src/app/encoded-cache.ts';
import { createSetEncoder } from '../../src/app/encoded-sets.ts';
import { SERVICES } from '../../src/app/services.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { writeBank } from '../../src/descriptors/bank/write-bank.ts';
import { encoderOf, TINY_RAVE } from '../families/rave/tiny-rave.ts';
import { ALL_JACKS } from './all-jacks.ts';
import './built-thread.ts';
import { expectSameSamples, startCommand } from './written-and-rendered.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('neurorack run with a model of the family rave', () => {
  it.each([
    [256, 'resynthesis', 'one-shot'],
    [64, 'freeze', 'gated'],
  ] as const)('writes the same samples as offline rendering, in blocks of %i: %s, %s', async (block, loop, gate) => {
    const folder = await mkdtemp(join(tmpdir(), 'neurorack-rave-'));
    const [file, wav, bankFile] = [join(folder, 'a.perf'), join(folder, 'a.wav'), join(folder, 'a.nrbank')];
    await writeFile(file, ALL_JACKS);
    const { sets: all } = await readBank(join(ROOT, 'banks/factory.nrbank'));
    const short = all.filter(({ frames }) => frames < 90).slice(0, 4);
    await writeBank(bankFile, { name: 'short', licence: 'CC0-1.0', sets: short });
    const [a, b] = short;
    if (a === undefined || b === undefined) throw new Error('the factory bank has no short sets');
    const sets = ['--bank', bankFile, '--set', a.name, '--set-b', b.name, '--model', TINY_RAVE];
    const modes = ['--block', String(block), '--loop', loop, '--gate', gate, '--seed', '3'];
    const { code, stderr } = await startCommand(
      ['run', ...sets, ...modes, '--perform', file, '--audio', `wav:${wav}`],
      { ...process.env, NEURORACK_HOME: join(folder, 'home') },
    ).ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('encoding 4 sets')]);

    const container = createContainer({ modelsDirectory: join(ROOT, 'models') });
    const models = container.get(SERVICES.models);
    const model = await models.load(TINY_RAVE);
    const encoder = encoderOf(model);
    const cache = openEncodedCache(join(folder, 'other'), { encoder: encoder.artifact.sha256, size: encoder.size });
    const setEncoder = createSetEncoder({ models, model, encoder, cache });
    const { sets: stored } = await readBank(bankFile);
    await setEncoder.measureSpace(stored);
    const [first, second] = await setEncoder.encode(stored);
    if (first === undefined) throw new Error('the bank is empty');
    await expectSameSamples(wav, block, [
      {
        kind: 'model',
        modelsDirectory: join(ROOT, 'models'),
        model: TINY_RAVE,
        seed: 3,
        patch: { a: first, b: second, gateMode: gate, loopMode: loop },
      },
      container.get(SERVICES.accelerator),
    ]);
  });
});
