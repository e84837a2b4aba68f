import { afterEach, expect, it, vi } from 'vitest';
import { warmUpMidi } from '../../src/instrument/midi-warm-up.ts';

afterEach(() => void vi.useRealTimers());

it('plays before the first note, and leaves no timer behind', () => {
  vi.useFakeTimers();
  warmUpMidi();
  expect(vi.getTimerCount()).toBe(0);
});
