import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createContainer } from '../../src/app/create-container.ts';
import { openEncodedCache } from '../../src/app/encoded-cache.ts';
import { createSetEncoder } from '../../src/app/encoded-sets.ts';
import { openProgram } from '../../src/app/open-program.ts';
import { SERVICES } from '../../src/app/services.ts';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { writeBank } from '../../src/descriptors/bank/write-bank.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { renderPerformance } from '../../src/engine/offline.ts';
import { encoderOf, TINY_RAVE } from '../families/rave/tiny-rave.ts';
import { distance, rms } from '../families/sinc-nsf/test-model.ts';
import { ALL_JACKS } from './all-jacks.ts';
import './built-thread.ts';

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
    const child = spawn(
      process.execPath,
      [join(ROOT, 'bin/neurorack.js'), 'run', ...sets, ...modes, '--perform', file, '--audio', `wav:${wav}`],
      { cwd: ROOT, env: { ...process.env, NEURORACK_HOME: join(folder, 'home') } },
    );
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const [code] = await once(child, 'exit');
    expect([code, stderr]).toEqual([0, expect.stringContaining('encoding 4 sets')]);
    const { samples: written } = await loadSound(wav);

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
    const program = await openProgram(
      {
        kind: 'model',
        modelsDirectory: join(ROOT, 'models'),
        model: TINY_RAVE,
        seed: 3,
        patch: { a: first, b: second, gateMode: gate, loopMode: loop },
      },
      container.get(SERVICES.accelerator),
    );
    const offline = await renderPerformance({
      renderer: program.renderer,
      performance: parsePerformance(ALL_JACKS, file),
      settings: DEFAULT_CONTROL_SETTINGS,
      block,
      frames: 1.5 * 44_100,
    });
    await program.close();
    expect(rms(offline)).toBeGreaterThan(1e-3);
    // Not toEqual: it would print a difference of 66 000 numbers.
    expect(written.length).toBe(offline.length);
    expect(distance(written, offline)).toBe(0);
  });
});
