import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { raiseHailoThreads } from '../../../targets/pi-hailo/src/hailo-threads.ts';

/** A process's threads by their names, as /proc/self/task has them. */
function tasksOf(names: Readonly<Record<number, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tasks-'));
  for (const [thread, name] of Object.entries(names)) {
    mkdirSync(join(folder, thread));
    writeFileSync(join(folder, thread, 'comm'), `${name}\n`);
  }
  return folder;
}

describe('the threads of HailoRT', () => {
  const tasks = tasksOf({ 11: 'node', 12: 'CHANNEL_INTR', 13: 'SCHEDULER', 14: 'libuv-worker', 15: 'TRANSFR_LNCH' });

  it('get a priority above the render thread that waits for them, and no other thread does', () => {
    const set: [number, number, number][] = [];
    const setScheduler = (thread: number, policy: number, [priority]: Int32Array): number => {
      set.push([thread, policy, priority]);
      return 0;
    };
    expect(raiseHailoThreads({ tasks, setScheduler })).toEqual([12, 13, 15]);
    expect(set).toEqual([12, 13, 15].map((thread) => [thread, 1, 65]));
  });

  it('stay as they are where the system refuses, or is no Linux', () => {
    expect(raiseHailoThreads({ tasks, setScheduler: () => -1 })).toEqual([]);
    expect(raiseHailoThreads({ tasks: '/nowhere', setScheduler: () => 0 })).toEqual([]);
  });
});
