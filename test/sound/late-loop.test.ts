import { describe, expect, it } from 'vitest';
import { rms } from '../families/sinc-nsf/test-model.ts';
import { perform } from './play-performance.ts';
import { openShippedModel } from './player.ts';

const RATE = 44_100;
/** RMS of each half second from `seconds` on, the first tenth left out. */
const halves = (sound: Float32Array, seconds: number): number[] => {
  const from = Math.round((seconds + 0.1) * RATE);
  const count = Math.floor((sound.length - from) / (RATE / 2));
  return Array.from({ length: count }, (_, n) =>
    rms(sound.subarray(from + n * (RATE / 2), from + (n + 1) * (RATE / 2))),
  );
};

/** Seconds from the trigger to gate 2: before, within and after the short set A, and after both sets. */
const PRESSES = [0, 0.15, 0.33, 0.36, 0.8, 1.6, 2.5];
const { factorySet } = await openShippedModel('impacts');
const a = await factorySet('Cowbell');
const b = await factorySet('Boom');

describe.each(['resynthesis', 'freeze'] as const)('gate 2, %s, after a short set A and a longer set B', (loopMode) => {
  const loops = (lines: string, options: { gateMode?: 'gated' } = {}): Promise<Float32Array> =>
    perform(`0.05 gate1 tap\n${lines}`, { a, b, loopMode, ...options });

  /** The loop keeps its level: the quietest half second is no less than a third of the loudest one, which is no silence. */
  const expectLoop = (sound: Float32Array, pressed: number, what: string): void => {
    const levels = halves(sound, pressed);
    expect.soft(Math.max(...levels), what).toBeGreaterThan(1e-4);
    expect.soft(Math.min(...levels) / Math.max(...levels), what).toBeGreaterThan(0.33);
  };

  it('sounds for as long as it is held, whenever it is pressed', async () => {
    for (const after of PRESSES) {
      const at = 0.05 + after;
      const sound = await loops(`${at} gate2 on\n${at + 3} end`);
      expectLoop(sound, at + (after === 0 ? 0.12 : 0), `pressed after ${after} s`);
    }
  });

  it('sounds when it is pressed in a release, and long after one', async () => {
    for (const after of [0.01, 0.5, 2]) {
      const at = 0.1 + after;
      const sound = await loops(`${at} gate2 on\n${at + 3} end`, { gateMode: 'gated' });
      expectLoop(sound, at, `pressed ${after} s after the release`);
    }
  });

  it('sounds where CV2 points past the end of the sound, before the press and while it is held', async () => {
    for (const volts of [0, 2, 4, 5]) {
      const before = await loops(`0.06 cv2 ${volts}\n1.2 gate2 on\n4 end`);
      expectLoop(before, 1.4, `CV2 at ${volts} V`);
      const alone = await loops(`0.06 cv2 ${volts}\n3 gate2 on\n6 end`);
      expectLoop(alone, 3.2, `CV2 at ${volts} V, nothing sounds`);
      const held = await loops(`0.2 gate2 on\n0.5 cv2 ${volts}\n4 end`);
      expectLoop(held, 0.7, `CV2 to ${volts} V in the loop`);
    }
  });
});
