import { describe, expect, it } from 'vitest';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { createNetwork } from '../../src/voice/network.ts';
import { MODEL, OUTPUTS } from '../families/sinc-nsf/test-model.ts';
import { openFakeNetwork } from './fakes.ts';

const silence = MODEL.manifest.silence;

describe('the network of a voice', () => {
  it('runs on eighty frames of silence from a zeroed state before it plays', async () => {
    const { session, runs } = await openFakeNetwork();
    await createNetwork({ session, silence, outputSize: OUTPUTS });
    expect(runs).toHaveLength(80);
    expect([...(runs[0].get('c0') ?? [])]).toEqual(new Array(30).fill(0));
    for (const run of runs) expect([...(run.get('x') ?? [])]).toEqual(silence);
  });

  it('starts from the state after silence each time', async () => {
    const { session, runs } = await openFakeNetwork();
    const network = await createNetwork({ session, silence, outputSize: OUTPUTS });
    for (let trigger = 0; trigger < 2; trigger++) {
      network.reset();
      for (let k = 0; k < 3; k++) {
        network.input.fill(k + 1);
        network.run();
      }
    }
    expect(runs[83].get('c0')).toEqual(runs[80].get('c0'));
    expect(runs[80].get('c0')?.[0]).toBeCloseTo(-1, 6);
    expect(runs[82].get('c0')).not.toEqual(runs[80].get('c0'));
  });

  it('returns a promise only when the session does', async () => {
    const options = { silence, outputSize: OUTPUTS };
    const now = await createNetwork({ ...options, session: (await openFakeNetwork()).session });
    const later = await createNetwork({
      ...options,
      session: (await openFakeNetwork({ asynchronous: true })).session,
    });
    expect(now.run()).toBeUndefined();
    const pending = later.run();
    expect(pending).toBeInstanceOf(Promise);
    await pending;
    expect(later.output).toEqual(now.output);
  });

  it('counts an output of NaN and resets the state', async () => {
    const { session, runs } = await openFakeNetwork({ runFaults: new Map([[81, 'nan']]) });
    const network = await createNetwork({ session, silence, outputSize: OUTPUTS });
    network.run();
    expect(network.isFinite).toBe(true);
    network.run();
    expect(network.isFinite).toBe(false);
    expect(network.faults).toBe(1);
    network.run();
    expect(network.isFinite).toBe(true);
    expect(runs[82].get('c0')).toEqual(runs[80].get('c0'));
  });

  it('does not run the session when the input is not finite', async () => {
    const { session, runs } = await openFakeNetwork();
    const network = await createNetwork({ session, silence, outputSize: OUTPUTS });
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      network.input.fill(0);
      network.input[3] = value;
      network.run();
      expect(network.isFinite).toBe(false);
    }
    expect(network.faults).toBe(2);
    expect(runs).toHaveLength(80);
  });

  it('refuses a session of other sizes, and one whose output for silence is NaN', async () => {
    const { session } = await openFakeNetwork();
    const wrong = createNetwork({ session, silence, outputSize: OUTPUTS + 1 });
    await expect(wrong).rejects.toMatchObject({ kind: 'bad-model', message: expect.stringContaining("'y' has 1160") });
    const broken = await openFakeNetwork({ runFaults: new Map([[79, 'nan']]) });
    const answer = createNetwork({ session: broken.session, silence, outputSize: OUTPUTS });
    await expect(answer).rejects.toBeInstanceOf(NeurorackError);
  });
});
