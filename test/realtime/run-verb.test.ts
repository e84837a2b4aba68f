import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createContainer } from '../../src/app/create-container.ts';
import { SERVICES } from '../../src/app/services.ts';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { readText } from '../../src/files/read-text.ts';
import { panelAddresses } from '../../src/panel/addresses.ts';
import { distance, rms } from '../families/sinc-nsf/test-model.ts';
import './built-thread.ts';
import { ALL_JACKS } from './all-jacks.ts';
import { expectSameSamples, startCommand } from './written-and-rendered.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'neurorack-run-'));

const start = (...args: string[]) => startCommand(args);
const run = (...args: string[]) => start('run', ...args).ended;

describe('neurorack run', () => {
  it.each([
    [256, 'resynthesis', 'one-shot', 'mono'],
    [64, 'freeze', 'gated', 'mono'],
    [256, 'resynthesis', 'one-shot', 'alternate'],
  ] as const)(
    'writes the same samples as offline rendering, in blocks of %i: %s, %s, %s',
    async (block, loop, gate, mode) => {
      const file = join(FOLDER, 'everything.perf');
      writeFileSync(file, ALL_JACKS);
      const wav = join(FOLDER, `${loop}-${mode}.wav`);
      const [a, b] = (await readBank(join(ROOT, 'banks/factory.nrbank'))).sets;
      const sets = ['--set', a.name, '--set-b', b.name];
      const options = [
        ...sets,
        '--perform',
        file,
        '--block',
        String(block),
        '--loop',
        loop,
        '--gate',
        gate,
        '--seed',
        '3',
        '--voices',
        '3',
        '--voice-mode',
        mode,
      ];
      const { code, stderr } = await run(...options, '--audio', `wav:${wav}`);
      expect([code, stderr]).toEqual([0, expect.stringContaining('playing: impacts')]);
      const container = createContainer({ modelsDirectory: join(ROOT, 'models') });
      const patch = { a, b, gateMode: gate, loopMode: loop };
      await expectSameSamples(wav, block, [
        {
          kind: 'model',
          modelsDirectory: join(ROOT, 'models'),
          model: 'impacts',
          seed: 3,
          patch,
          voices: { mode, count: 3 },
        },
        container.get(SERVICES.accelerator),
      ]);
    },
  );

  it('records what it plays, with a performance that renders it again', async () => {
    const file = join(FOLDER, 'recorded.perf');
    writeFileSync(file, ALL_JACKS);
    const take = join(FOLDER, 'take.wav');
    const { code, stderr } = await run('--perform', file, '--audio', 'null', '--record', take, '--json');
    expect([code, stderr]).toEqual([0, '']);
    const again = join(FOLDER, 'again.wav');
    await run('--perform', take.replace('.wav', '.perf'), '--audio', `wav:${again}`);
    const [recorded, rendered] = [(await loadSound(take)).samples, (await loadSound(again)).samples];
    expect(recorded.length).toBe(rendered.length);
    expect(rms(recorded)).toBeGreaterThan(1e-3);
    // A busy computer leaves gaps in what the sink gets, and fades around them; test/sound compares without any.
    const different = recorded.filter((x, n) => x !== rendered[n]).length;
    expect(different).toBeLessThan(recorded.length / 2);
  });

  it('records into a file, to the sample, what another file gets as its sink', async () => {
    const file = join(FOLDER, 'sink.perf');
    writeFileSync(file, ALL_JACKS);
    const [take, sink] = [join(FOLDER, 'sink-take.wav'), join(FOLDER, 'sink.wav')];
    const { code } = await run('--perform', file, '--audio', `wav:${sink}`, '--record', take, '--json');
    expect(code).toBe(0);
    const [recorded, got] = [(await loadSound(take)).samples, (await loadSound(sink)).samples];
    expect(rms(recorded)).toBeGreaterThan(1e-3);
    expect(recorded.length).toBe(got.length);
    expect(distance(recorded, got)).toBe(0);
  });

  it('records what the page of the panel gets', async () => {
    const take = join(FOLDER, 'page-take.wav');
    const { code } = await run('--audio', 'browser', '--seconds', '8', '--record', take);
    expect(code).toBe(0);
    expect((await loadSound(take)).samples.length).toBeGreaterThan(44_100);
    expect(parsePerformance(await readText(take.replace('.wav', '.perf')), 'take.perf').isExact).toBe(true);
  });

  it('does not record over its performance', async () => {
    const file = join(FOLDER, 'input.perf');
    writeFileSync(file, ALL_JACKS);
    const over = await run('--perform', file, '--record', file.replace('.perf', '.wav'));
    expect([over.code, over.stderr]).toEqual([
      2,
      expect.stringContaining('input.perf is both an input and the output'),
    ]);
  });

  it('fades out and exits with 0 on SIGTERM', async () => {
    const { child, ended, stderr } = start('run', '--audio', 'null');
    while (!stderr().includes('playing')) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout).toContain('underruns');
  });

  it('serves the panel with --audio browser', async () => {
    const { child, ended } = start('run', '--audio', 'browser', '--seconds', '2');
    const url = await new Promise<string>((resolve) => {
      child.stdout.on('data', (chunk) => {
        const found = /panel: (\S+)/.exec(String(chunk));
        if (found) resolve(found[1]);
      });
    });
    expect((await fetch(url)).headers.get('content-type')).toContain('text/html');
    expect((await ended).code).toBe(0);
  });

  it('opens the panel to the network with --host, and prints the addresses', async () => {
    const closed = await run('--audio', 'browser', '--seconds', '1');
    expect(closed.stdout).toMatch(/panel: http:\/\/localhost:\d+\//);
    expect(closed.stdout).not.toContain('network');
    const open = await run('--audio', 'browser', '--seconds', '1', '--host', '0.0.0.0');
    const port = Number(/panel: http:\/\/localhost:(\d+)\//.exec(open.stdout)?.[1]);
    const { network } = panelAddresses('0.0.0.0', port);
    if (network.length === 0) expect(open.stdout).toContain('no network');
    else expect(open.stdout).toContain(`on the network: ${network.join(' ')}\nPair each browser there`);
  });

  it('prints its measurements as JSON', async () => {
    const { code, stdout } = await run('--seconds', '0.5', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      block: 256,
      sink: 'null',
      model: 'impacts',
      counters: { lostEdges: 0 },
    });
  });

  it.each([
    [['--board', 'toaster'], 2, /no board 'toaster'[\s\S]*host/],
    [['--audio', 'cloud'], 2, /no audio sink 'cloud'[\s\S]*wav:<file>/],
    [['--model', 'harp'], 3, /no model 'harp'[\s\S]*neurorack model list/],
    [['--set', 'nothing'], 3, /nothing[\s\S]*remedy/],
    [['--bank', 'no.nrbank'], 3, /no\.nrbank/],
    [['--audio', 'wav:/nowhere/out.wav', '--seconds', '1'], 3, /\/nowhere\/out\.wav cannot be written/],
    [['--audio', 'device:nothing', '--seconds', '1'], 3, /naudiodon|sound card/],
    [['--perform', 'no.perf'], 3, /no\.perf/],
    [['--seconds', '-1'], 2, /above 0/],
    [['--audio', 'browser', '--host', 'studio'], 2, /address of this computer/],
    [['--host', '0.0.0.0'], 2, /--audio browser/],
  ])('rejects %j with exit code %i, naming the fault and the alternatives', async (args, expected, message) => {
    const { code, stderr } = await run(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(expected);
  });
});
