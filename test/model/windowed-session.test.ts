import { describe, expect, it } from 'vitest';
import type { ArtifactSpec, InferenceSession } from '../../src/contracts/accelerator.ts';
import { createFakeAccelerator, type FakeAcceleratorOptions } from '../../src/contracts/fakes/fake-accelerator.ts';
import type { NetworkFunction } from '../../src/contracts/fakes/leaky-sum.ts';
import { createWindowedSession, windowOf } from '../../src/model/windowed-session.ts';
import { expectNamedError, namedErrorOf } from '../../testing/named-error.ts';

const CHANNELS = 3;
const FRAMES = 4;
const ARTIFACT: ArtifactSpec = {
  path: 'window.hef',
  inputs: [{ name: 'x', shape: [1, CHANNELS, 1, FRAMES] }],
  outputs: [{ name: 'y', shape: [1, CHANNELS, 1, 1] }],
  state: [],
};

/** Per channel: a sum in which the newest frame has weight 1 and each older one a tenth of the next. */
const fading: NetworkFunction = ({ inputs, outputs }) => {
  const x = inputs.get('x') ?? new Float32Array(0);
  outputs.get('y')?.forEach((_, c, y) => {
    y[c] = 0;
    for (let w = 0; w < FRAMES; w++) y[c] += x[c * FRAMES + w] * 10 ** (w - FRAMES + 1);
  });
};

async function open(options: FakeAcceleratorOptions = {}): Promise<InferenceSession> {
  const inner = await createFakeAccelerator({ compute: fading, ...options }).open(ARTIFACT);
  return createWindowedSession(inner, ARTIFACT);
}

async function feed(session: InferenceSession, ...frames: readonly number[][]): Promise<number[]> {
  for (const frame of frames) {
    session.inputs.get('x')?.set(frame);
    await session.run();
  }
  return [...(session.outputs.get('y') ?? [])].map((value) => Math.round(value * 1000) / 1000);
}

describe.each([false, true])('windowed session (asynchronous: %s)', (asynchronous) => {
  it('takes one frame per run and computes with the previous frames', async () => {
    const session = await open({ asynchronous });
    expect(session.inputs.get('x')).toHaveLength(CHANNELS);
    expect(await feed(session, [1, 10, 100])).toEqual([1, 10, 100]);
    expect(await feed(session, [2, 20, 200])).toEqual([2.1, 21, 210]);
    expect(await feed(session, [3, 30, 300], [4, 40, 400])).toEqual([4.321, 43.21, 432.1]);
    expect(await feed(session, [5, 50, 500])).toEqual([5.432, 54.32, 543.2]); // the first frame has left the window
    await session.close();
  });

  it('resets, saves and loads its state', async () => {
    const session = await open({ asynchronous });
    await feed(session, [1, 1, 1], [2, 2, 2]);
    const saved = session.saveState();
    const [first] = await feed(session, [3, 3, 3]);
    await feed(session, [9, 9, 9], [9, 9, 9]);
    session.loadState(saved);
    expect(await feed(session, [3, 3, 3])).toEqual([first, first, first]);
    expect(session.saveState(saved)).toBe(saved);
    session.resetState();
    expect(await feed(session, [5, 5, 5])).toEqual([5, 5, 5]);
    expectNamedError(() => session.loadState(new Map([['c0', new Float32Array(12)]])), 'bad-input');
    await session.close();
  });

  it('has zero state after warmUp', async () => {
    const session = await open({ asynchronous });
    await feed(session, [9, 9, 9]);
    await session.warmUp();
    expect(session.inputs.get('x')?.every((value) => value === 0)).toBe(true);
    expect(await feed(session, [1, 2, 3])).toEqual([1, 2, 3]);
    await session.close();
  });
});

describe('windowed session', () => {
  it('does not move its window when a run is refused as busy', async () => {
    const session = await open({ asynchronous: true });
    session.inputs.get('x')?.set([1, 1, 1]);
    const first = session.run();
    expect(await namedErrorOf(async () => session.run())).toMatchObject({ kind: 'busy' });
    await first;
    expect(await feed(session, [2, 2, 2])).toEqual([2.1, 2.1, 2.1]);
    await session.close();
    expect(await namedErrorOf(async () => session.run())).toMatchObject({ kind: 'device-fault' });
  });

  it.each([
    ['two inputs', { inputs: [...ARTIFACT.inputs, { name: 'c0', shape: [1, 1, 1, 1] }] }],
    ['a picture', { inputs: [{ name: 'x', shape: [1, 3, 4, 4] }] }],
    ['several frames out', { outputs: [{ name: 'y', shape: [1, 3, 1, 4] }] }],
    ['state', { state: [{ input: 'x', output: 'y' }] }],
    ['nothing', { inputs: [], outputs: [] }],
  ])('refuses an artifact with %s', (_, change) => {
    expectNamedError(() => windowOf({ ...ARTIFACT, ...change }), 'bad-model', 'window.hef');
  });
});
