import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { DONE, type Outcome } from '../../src/state/outcome.ts';
import { createSaver, type Saver } from '../../src/state/saver.ts';

const FULL: Outcome = { isDone: false, message: 'could not save settings: the disk is full' };

let now: number;
let timers: { readonly at: number; readonly action: () => void }[];
let saved: { readonly at: number; readonly content: number }[];
let messages: string[];
let answer: () => Promise<Outcome>;
let saver: Saver<number>;

beforeEach(() => {
  now = 0;
  timers = [];
  saved = [];
  messages = [];
  answer = async () => DONE;
  saver = createSaver<number>({
    title: 'settings',
    intervalMs: 1000,
    save: (content) => {
      saved.push({ at: now, content });
      return answer();
    },
    onMessage: (message) => messages.push(message),
    after(ms, action) {
      const timer = { at: now + ms, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  });
});

/** Advances the time, timer by timer. */
async function wait(ms: number): Promise<void> {
  const end = now + ms;
  await setImmediate();
  for (;;) {
    const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    if (next === undefined) break;
    timers = timers.filter((other) => other !== next);
    now = next.at;
    next.action();
    await setImmediate();
  }
  now = end;
}

describe('a changing content', () => {
  it('is saved once, after one interval, with its last value', async () => {
    for (let n = 0; n < 10; n++) {
      saver.change(n);
      await wait(50);
    }
    await wait(5000);
    expect(saved).toEqual([{ at: 1000, content: 9 }]);
  });

  it('is saved once per interval while it keeps changing', async () => {
    for (let n = 0; n < 50; n++) {
      saver.change(n);
      await wait(100);
    }
    const gaps = saved.slice(1).map(({ at }, n) => at - saved[n].at);
    expect(saved.length).toBeGreaterThanOrEqual(4);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
  });

  it('is not saved again without a change', async () => {
    saver.change(1);
    await wait(1000);
    await wait(100_000);
    expect(saved).toHaveLength(1);
  });
});

describe('a full disk', () => {
  beforeEach(() => {
    answer = async () => FULL;
  });

  it('is reported once, retried at growing intervals, and receives the newest content once there is room', async () => {
    saver.change(1);
    await wait(3_600_000);
    expect(messages).toEqual([FULL.isDone ? '' : FULL.message]);
    const gaps = saved.slice(1).map(({ at }, n) => at - saved[n].at);
    expect(gaps.slice(0, 3)).toEqual([2000, 4000, 8000]);
    expect(Math.max(...gaps)).toBe(64_000);
    saver.change(2);
    answer = async () => DONE;
    await wait(64_000);
    expect(saved.at(-1)?.content).toBe(2);
    const saves = saved.length;
    await wait(1_000_000);
    expect(saved).toHaveLength(saves);
  });

  it('does not replace a newer content by an older one', async () => {
    let fail = (_: Outcome): void => undefined;
    answer = () =>
      new Promise((resolve) => {
        fail = resolve;
      });
    saver.change(1);
    await wait(1000);
    saver.change(2);
    answer = async () => DONE;
    fail(FULL);
    await wait(10_000);
    expect(saved.map(({ content }) => content)).toEqual([1, 2]);
  });

  it('makes flush return the message of the failed save', async () => {
    saver.change(1);
    expect(await saver.flush(100)).toEqual(FULL);
  });
});

describe('flush', () => {
  it('saves unsaved content at once', async () => {
    saver.change(1);
    expect(await saver.flush(100)).toEqual(DONE);
    expect(saved).toEqual([{ at: 0, content: 1 }]);
    await wait(10_000);
    expect(saved).toHaveLength(1);
  });

  it('saves nothing when everything is saved', async () => {
    expect(await saver.flush(100)).toEqual(DONE);
    expect(saved).toEqual([]);
    expect(timers).toEqual([]);
  });

  it('waits for the save under way, then saves the newest content', async () => {
    let finish = (_: Outcome): void => undefined;
    answer = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    saver.change(1);
    await wait(1000);
    saver.change(2);
    const ends: Outcome[] = [];
    void saver.flush(500).then((outcome) => ends.push(outcome));
    void saver.flush(500).then((outcome) => ends.push(outcome));
    await setImmediate();
    finish(DONE);
    await setImmediate();
    expect(saved.map(({ content }) => content)).toEqual([1, 2]);
    expect(ends).toEqual([]);
    finish(DONE);
    await setImmediate();
    expect(ends).toEqual([DONE, DONE]);
  });

  it('returns within the given time when the disk hangs', async () => {
    answer = () => new Promise(() => undefined);
    saver.change(1);
    const ends: { at: number; outcome: Outcome }[] = [];
    void saver.flush(500).then((outcome) => ends.push({ at: now, outcome }));
    await wait(499);
    expect(ends).toEqual([]);
    await wait(1);
    const message = 'could not save settings: the disk did not answer within 500 ms';
    expect(ends).toEqual([{ at: 500, outcome: { isDone: false, message } }]);
  });
});
