import { describe, expect, it } from 'vitest';
import type { InferenceSession } from '../../src/contracts/accelerator.ts';
import { shareSession } from '../../src/model/shared-session.ts';
import { openFakeNetwork } from '../voice/fakes.ts';

/** Runs a session on an input that depends on `n`; returns its output. */
async function run(session: InferenceSession, n: number): Promise<Float32Array> {
  session.inputs.get('x')?.forEach((_, i, x) => {
    x[i] = Math.sin(n + i);
  });
  await session.run();
  return Float32Array.from(session.outputs.get('y') ?? []);
}

describe.each([[false], [true]])('sessions that share a network (promises: %s)', (asynchronous) => {
  it('run as sessions of their own do, in any order', async () => {
    const { session } = await openFakeNetwork({ asynchronous });
    const shared = shareSession(session, 3);
    const own = await Promise.all(shared.map(async () => (await openFakeNetwork({ asynchronous })).session));
    for (const [n, voice] of [0, 0, 1, 2, 1, 0, 2, 2, 0, 1].entries()) {
      expect(await run(shared[voice], n + 5 * voice)).toEqual(await run(own[voice], n + 5 * voice));
    }
  });

  it('save, load and reset the state of one voice alone, whichever ran last', async () => {
    const { session } = await openFakeNetwork({ asynchronous });
    const [one, two] = shareSession(session, 2);
    await run(one, 1);
    const saved = one.saveState();
    const next = await run(one, 2);
    await run(two, 7);
    one.loadState(saved);
    expect(await run(one, 2)).toEqual(next);
    one.loadState(saved);
    expect(await run(one, 2)).toEqual(next);
    const fresh = await run((await openFakeNetwork({ asynchronous })).session, 3);
    one.resetState();
    expect(await run(one, 3)).toEqual(fresh);
    two.resetState();
    expect(await run(two, 3)).toEqual(fresh);
    expect(one.saveState(saved)).toBe(saved);
  });

  it('refuse the state of another network', async () => {
    const { session } = await openFakeNetwork({ asynchronous });
    const [one] = shareSession(session, 2);
    expect(() => one.loadState(new Map([['c0', new Float32Array(3)]]))).toThrow(/does not fit this network at c0/);
  });
});
