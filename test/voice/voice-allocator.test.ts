import { describe, expect, it } from 'vitest';
import { GATE_KEY, VoiceAllocator } from '../../src/voice/voice-allocator.ts';

/** An allocator of voices that sound from their assignment on, at levels that a test sets. */
function setUp(count: number) {
  const levels = new Array<number>(count).fill(0);
  const allocator = new VoiceAllocator(count, {
    sounding: { isVoiceSounding: (voice) => levels[voice] > 0, levelOf: (voice) => levels[voice] },
    sampleRate: 1000,
  });
  const take = (key: number, now: number, level = 1): number => {
    const voice = allocator.take(key, now);
    levels[voice] = level;
    return voice;
  };
  return { allocator, levels, take };
}

describe('the allocation of voices', () => {
  it('takes the voice that has been silent longest', () => {
    const { levels, take } = setUp(3);
    expect([take(1, 0), take(2, 1), take(3, 2)]).toEqual([0, 1, 2]);
    levels.fill(0);
    expect([take(4, 1000), take(5, 1001)]).toEqual([0, 1]);
    levels.fill(0);
    expect(take(6, 2000)).toBe(2);
  });

  it('gives a key its voice again', () => {
    const { allocator, take } = setUp(3);
    take(1, 0);
    expect(take(2, 100)).toBe(1);
    allocator.release(2);
    expect(take(2, 200)).toBe(1);
  });

  it('steals a released voice before a held one, however loud', () => {
    const { allocator, take } = setUp(3);
    take(1, 0, 0.1);
    take(2, 1, 1);
    take(3, 2, 0.2);
    allocator.release(2);
    expect(take(4, 1000)).toBe(1);
  });

  it('steals the quietest, and of equal ones the oldest', () => {
    const { take, levels } = setUp(3);
    take(1, 0, 0.5);
    take(2, 1, 0.2);
    take(3, 2, 0.9);
    expect(take(4, 1000, 0.9)).toBe(1);
    levels.fill(0.9);
    expect(take(5, 2000)).toBe(0);
  });

  it('leaves a sound that has only begun, unless all have', () => {
    const { take } = setUp(2);
    take(1, 0, 1);
    take(2, 990, 0.01);
    expect(take(3, 1000)).toBe(0);
    expect(take(4, 1010)).toBe(1);
  });

  it('ignores the end of a note whose voice was stolen', () => {
    const { allocator, take } = setUp(1);
    take(1, 0);
    take(2, 1000);
    expect(allocator.release(1)).toBe(-1);
    expect(allocator.release(2)).toBe(0);
  });

  it('gives the rises of gate 1 the voices in turn, and notes leave the turn alone', () => {
    const { allocator, take } = setUp(3);
    expect([allocator.takeTurn(0), allocator.takeTurn(1)]).toEqual([0, 1]);
    take(60, 2);
    expect([allocator.takeTurn(3), allocator.takeTurn(4)]).toEqual([2, 0]);
    expect(allocator.voiceOf(GATE_KEY)).toBe(0);
    allocator.skipTurns(4);
    expect(allocator.next).toBe(2);
  });

  it('assigns no voice beyond a limit', () => {
    const { allocator, take } = setUp(4);
    allocator.limit(2);
    expect([take(1, 0), take(2, 1), take(3, 1000)]).toEqual([0, 1, 0]);
    expect([allocator.takeTurn(1), allocator.takeTurn(2), allocator.takeTurn(3)]).toEqual([0, 1, 0]);
  });
});
