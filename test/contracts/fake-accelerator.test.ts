import { describe, expect, it } from 'vitest';
import { createFakeAccelerator } from '../../src/contracts/fakes/fake-accelerator.ts';
import { namedErrorOf } from '../../testing/named-error.ts';
import { describeAccelerator, PROBE_TENSORS } from '../conformance/accelerator.ts';

const artifacts = new Map([['/probe', PROBE_TENSORS]]);

for (const asynchronous of [false, true]) {
  describeAccelerator({
    name: `the fake (${asynchronous ? 'asynchronous' : 'synchronous'})`,
    create: () => createFakeAccelerator({ artifacts, asynchronous }),
    probe: '/probe',
  });
}

const artifact = { path: '/any', ...PROBE_TENSORS };

describe('the fake accelerator', () => {
  it('records its inputs', async () => {
    const fake = createFakeAccelerator();
    const session = await fake.open(artifact);
    session.inputs.get('x')?.set([1, 2, 3, 4]);
    await session.run();
    await session.run();
    expect(fake.opened).toEqual([artifact]);
    expect(fake.recorded[0].map((run) => [...(run.get('c0') ?? [])])).toEqual([
      [0, 0, 0, 0],
      [1, 2, 3, 4],
    ]);
  });

  it('does not open with an open fault', async () => {
    const fake = createFakeAccelerator({ openFault: 'missing-device' });
    expect(await namedErrorOf(() => fake.open(artifact))).toMatchObject({ kind: 'missing-device' });
  });

  it('fails in the run that has a fault, and in no other', async () => {
    const session = await createFakeAccelerator({ runFaults: new Map([[1, 'throw']]) }).open(artifact);
    await session.run();
    expect(await namedErrorOf(() => session.run())).toMatchObject({ kind: 'device-fault' });
    await session.run();
  });

  it('outputs NaN in a run with that fault', async () => {
    const session = await createFakeAccelerator({ runFaults: new Map([[0, 'nan']]) }).open(artifact);
    await session.run();
    expect(session.outputs.get('y')?.every(Number.isNaN)).toBe(true);
  });

  it('hangs until it is closed', async () => {
    const session = await createFakeAccelerator({ runFaults: new Map([[0, 'hang']]) }).open(artifact);
    let ended = false;
    const hung = namedErrorOf(() => session.run()).finally(() => {
      ended = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(ended).toBe(false);
    await session.close();
    expect(await hung).toMatchObject({ kind: 'device-fault' });
  });
});
