import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createContainer } from '../../src/app/create-container.ts';
import { SERVICES, type StartPanelServer } from '../../src/app/services.ts';
import { start } from '../../src/app/start.ts';
import { createFakeAccelerator } from '../../src/contracts/fakes/fake-accelerator.ts';
import { createFakeTarget } from '../../src/contracts/fakes/fake-target.ts';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { copyOfTinyModel } from '../model/tiny-model.ts';
import { buildThread } from '../realtime/built-thread.ts';
import { createFaultyDisk, HOME, inHome } from '../state/faulty-disk.ts';
import { tapeTarget } from './tape-target.ts';

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

/** A panel server without a network. */
function createFakePanel() {
  const hosts: (string | undefined)[] = [];
  const startPanelServer: StartPanelServer = async ({ host }) => {
    hosts.push(host);
    return {
      url: '',
      network: [],
      clients: 0,
      droppedAudioMessages: 0,
      close: async () => void hosts.push('closed'),
    };
  };
  return { hosts, startPanelServer };
}

describe('the container', () => {
  it('binds the host target unless the build chose another', () => {
    const container = createContainer({ modelsDirectory: '/nowhere' });
    expect(container.get(SERVICES.target).id).toBe('host');
    expect(container.get(SERVICES.accelerator).name).toBe('onnxruntime');
    expect(container.get(SERVICES.fallbackAccelerator)).toBeUndefined();
  });

  it('opens models on the accelerator of its target, created once', async () => {
    const { directory } = await copyOfTinyModel();
    const accelerator = createFakeAccelerator({ name: 'onnxruntime' });
    const createAccelerator = vi.fn(() => accelerator);
    const container = createContainer({ modelsDirectory: directory });
    container.rebind(SERVICES.target).toConstantValue(createFakeTarget({ createAccelerator }));
    const models = container.get(SERVICES.models);
    const session = await models.open(await models.load('tiny'));
    await session.close();
    expect(container.get(SERVICES.accelerator)).toBe(accelerator);
    expect([createAccelerator.mock.calls.length, accelerator.opened.length]).toEqual([1, 1]);
  });

  it('plays on another target, and stores its settings on another file system', async () => {
    const { directory } = await copyOfTinyModel();
    const disk = createFaultyDisk();
    const panel = createFakePanel();
    const file = join(mkdtempSync(join(tmpdir(), 'neurorack-tape-')), 'tape.wav');
    const container = createContainer({ modelsDirectory: directory });
    const engine = await buildThread('../app/tape-thread');
    container.rebind(SERVICES.target).toConstantValue(tapeTarget);
    container.rebind(SERVICES.threadFiles).toConstantValue({ engine, banks: '/nowhere' });
    container.rebind(SERVICES.fileSystem).toConstantValue(disk);
    container.rebind(SERVICES.stateHome).toConstantValue(HOME);
    container.rebind(SERVICES.startPanelServer).toConstantValue(panel.startPanelServer);

    await start(container, {
      audio: `tape:${file}`,
      model: 'tiny',
      set: 'Cowbell',
      seconds: 1,
      performance: parsePerformance('0 gate1 tap\n1 end\n', 'tap.perf'),
      port: 0,
      headless: true,
    });

    const { samples } = await loadSound(file);
    expect(samples.length).toBe(44_100);
    expect(Math.max(...samples)).toBeGreaterThan(1e-3);
    const settings = JSON.parse(Buffer.from(disk.bytesAt(inHome('settings.json')) ?? '').toString());
    expect(JSON.stringify(settings)).toContain('"setA":"Cowbell"');
    expect(panel.hosts).toEqual(['127.0.0.1', 'closed']);
  });

  it('starts without models, with its panel and the start-up sound or silence', async () => {
    const panel = createFakePanel();
    const container = createContainer({ modelsDirectory: '/nowhere' });
    container.rebind(SERVICES.fileSystem).toConstantValue(createFaultyDisk());
    container.rebind(SERVICES.stateHome).toConstantValue(HOME);
    container.rebind(SERVICES.startPanelServer).toConstantValue(panel.startPanelServer);
    await start(container, { audio: 'null', seconds: 1, port: 0, headless: true });
    expect(panel.hosts).toEqual(['127.0.0.1', 'closed']);
    const printed = vi.mocked(process.stderr.write).mock.calls.map(([text]) => String(text));
    expect(printed.join('')).toContain(
      "the model 'impacts' is not installed, and there is no other one: nothing plays",
    );
  });
});
