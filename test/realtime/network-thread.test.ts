import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Accelerator, ArtifactSpec } from '../../src/contracts/accelerator.ts';
import type { QueuedSession } from '../../src/contracts/run-queue.ts';
import { startNetworkThread } from '../../src/engine/threads/start-network.ts';
import { expectNamedError } from '../../testing/named-error.ts';
import { describeAccelerator, PROBE_TENSORS } from '../conformance/accelerator.ts';
import { buildThread } from './built-thread.ts';
import { largestStep, startLiveEngine } from './live-engine.ts';

const probe = fileURLToPath(new URL('../fixtures/probe.onnx', import.meta.url));
const RUN = [1, 2, 3, 4];

let threadFile = '';
beforeAll(async () => {
  threadFile = await buildThread('network-thread');
});

const start = (accelerator: string, artifact: ArtifactSpec): Promise<QueuedSession> =>
  startNetworkThread(pathToFileURL(threadFile), {
    modelsDirectory: '/nowhere',
    model: JSON.stringify(artifact),
    accelerator,
    isFallback: false,
  });

const onThread = (name: string): Accelerator => ({ name, open: (artifact) => start(name, artifact) });

describeAccelerator({ name: 'a fake on a thread of its own', create: () => onThread('fake'), probe: '/probe' });
describeAccelerator({ name: 'ONNX Runtime on a thread of its own', create: () => onThread('onnxruntime'), probe });

describe('a queue of runs', () => {
  async function open(name = 'fake'): Promise<QueuedSession> {
    const session = await start(name, { path: '/probe', ...PROBE_TENSORS });
    onTestFinished(() => session.close());
    return session;
  }
  const run = ({ queue }: QueuedSession, x: readonly number[]): number => {
    queue.input.set(x);
    return queue.run();
  };
  const outputOf = ({ queue }: QueuedSession, ticket: number): number[] => {
    queue.wait(ticket);
    const y = new Float32Array(queue.outputSize);
    queue.read(ticket, y);
    return [...y];
  };

  it('executes runs, saves and loads in the order of the calls', async () => {
    const session = await open();
    const { queue } = session;
    const slot = queue.createSlot();
    const first = run(session, RUN);
    queue.save(slot);
    const second = run(session, [8, 8, 8, 8]);
    const third = run(session, [0, 0, 0, 0]);
    queue.load(slot);
    const again = run(session, [8, 8, 8, 8]);
    expect(outputOf(session, again)).toEqual(outputOf(session, second));
    expect(outputOf(session, third)).not.toEqual(outputOf(session, first));
    expect(queue.runs).toBe(4);
    expect(queue.faults).toBe(0);
  });

  it('gives what runs in the caller’s thread give, over a thousand hops', async () => {
    const [queued, waiting] = [await open('fake'), await open()];
    for (let hop = 0; hop < 1000; hop++) {
      const x = RUN.map((value) => (value * hop) % 7);
      const ticket = run(queued, x);
      waiting.inputs.get('x')?.set(x);
      await waiting.run();
      expect(outputOf(queued, ticket)).toEqual([...(waiting.outputs.get('y') ?? [])]);
    }
  });

  it('acknowledges runs with zeros while it is muted', async () => {
    const session = await open();
    session.queue.isMuted = true;
    expect(outputOf(session, run(session, RUN))).toEqual(new Array(8).fill(0));
    session.queue.isMuted = false;
    expect(outputOf(session, run(session, RUN))).not.toEqual(new Array(8).fill(0));
    expect(session.queue.runs).toBe(1);
  });

  it('returns to the state after silence where an output is not finite', async () => {
    const session = await open('nan');
    const { queue } = session;
    const silent = queue.createSlot();
    queue.save(silent);
    queue.setSilence(silent);
    const before = outputOf(session, run(session, RUN));
    const broken = run(session, RUN);
    queue.wait(broken);
    expect(queue.read(broken, new Float32Array(8))).toBe(false);
    expect(outputOf(session, run(session, RUN))).toEqual(before);
    expect(queue.faults).toBe(1);
  });

  it('throws the error of a run that failed', async () => {
    const session = await open('broken');
    run(session, RUN);
    run(session, RUN);
    const failed = run(session, RUN);
    expectNamedError(() => session.queue.wait(failed), 'device-fault');
  });

  it('refuses a slot too many by name', async () => {
    const { queue } = await open();
    const reserve = (): void => {
      for (let slot = 0; slot < 100; slot++) queue.createSlot();
    };
    expectNamedError(reserve, 'busy');
  });
});

describe('an engine whose network has a thread of its own', () => {
  it('plays, with the times of the runs in its meters', { timeout: 300_000 }, async () => {
    const live = await startLiveEngine({ threadFile });
    const { meters } = live.engine;
    await live.until('playing');
    live.engine.play({ ...live.program, network: 'thread' });
    await vi.waitFor(() => expect(meters.read('networkHopUs')).toBe(Math.round((1e6 * 256) / 44_100)), 90_000);
    await live.trigger();
    await vi.waitFor(() => expect(meters.networkUs.count).toBeGreaterThan(200), 90_000);
    live.takeAudio();
    await sleep(500);
    expect(largestStep(live.takeAudio())).toBeGreaterThan(0);
    expect(live.events.some(({ kind }) => kind === 'lost' || kind === 'restarted')).toBe(false);
  });
});
