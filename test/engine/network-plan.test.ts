import { describe, expect, it } from 'vitest';
import { largerHopNotice, type NetworkFacts, planNetwork } from '../../src/engine/network-plan.ts';

const HOP = 512;
const HOP_US = (1e6 * HOP) / 44_100;

/** Facts of a network whose run takes `share` of its hop. */
function facts(share: number, changed: Partial<NetworkFacts> = {}): NetworkFacts {
  return {
    model: 'tiny',
    runUs: share * HOP_US,
    hop: HOP,
    sampleRate: 44_100,
    voiceHop: HOP,
    voiceRate: 44_100,
    startRuns: 10,
    block: 256,
    ...changed,
  };
}

describe('the plan of a network', () => {
  it('keeps a network in the render thread while its runs leave three quarters of a block', () => {
    expect(planNetwork(facts(0.1)).isInline).toBe(true);
    expect(planNetwork(facts(0.2)).isInline).toBe(false);
    expect(planNetwork(facts(0.05, { block: 64 })).isInline).toBe(false);
    expect(planNetwork(facts(0.01), 'thread').isInline).toBe(false);
    expect(planNetwork(facts(0.5), 'inline').isInline).toBe(true);
  });

  it('plans the start of a note for runs that take twice as long as measured', () => {
    for (const share of [0.04, 0.09, 0.19, 0.34, 0.59]) {
      const { ahead } = planNetwork(facts(share));
      const runs = 10 + 1 + ahead.hops;
      expect(ahead.startHops).toBeGreaterThanOrEqual(2 * share * runs);
    }
  });

  it('gives two measurements of a network that differ a little the same plan', () => {
    expect(planNetwork(facts(0.11)).ahead).toEqual(planNetwork(facts(0.19)).ahead);
  });

  it('runs a tight network two hops ahead and says how far behind the controls it plays', () => {
    const plan = planNetwork(facts(0.7));
    expect(plan.ahead.hops).toBe(2);
    expect(plan.ahead.prefetchesWhilePlaying).toBe(false);
    expect(plan.notice).toBe(
      'a run of tiny takes 70 % of its hop: it is played two hops ahead, 23.2 ms behind the controls',
    );
    expect(plan.refusal).toBeUndefined();
  });

  it('refuses a network that is too slow, with its figures and the remedy', () => {
    const { refusal } = planNetwork(facts(0.9));
    expect(refusal?.kind).toBe('unsupported');
    expect(refusal?.message).toBe(
      'the model tiny is too slow for this board: a run takes 10.4 ms, and its hop lasts 11.6 ms',
    );
    expect(refusal?.remedy).toContain('docs/boards/README.md');
  });

  it('names the larger hop at which a model that is too slow is played', () => {
    const larger = facts(0.4, { hop: 4 * HOP });
    expect(largerHopNotice(facts(0.9), larger, planNetwork(larger))).toBe(
      'a run of tiny takes 90 % of its hop of 512 samples: it is played at a hop of 2048, 46.4 ms behind the controls',
    );
  });
});
