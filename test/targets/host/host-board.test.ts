import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostBoard } from '@neurorack/target-host';
import { describe, expect, it } from 'vitest';
import { loadBoard } from '../../../src/board/board.ts';
import { createLinuxHealth } from '../../../targets/common/src/linux-health.ts';
import { createLinuxThread } from '../../../targets/common/src/linux-thread.ts';
import { createMonotonicClock } from '../../../targets/common/src/monotonic-clock.ts';
import { describeBoardHealth, describeThreadControl } from '../../conformance/board.ts';
import { describeClock } from '../../conformance/clock.ts';

describeClock({
  name: "the computer's",
  create: () => createMonotonicClock(),
  monotonicUs: () => Number(process.hrtime.bigint()) / 1e3,
});
describeBoardHealth({ name: 'the computer', create: () => createLinuxHealth() });
describeThreadControl({ name: 'the computer', create: () => createLinuxThread() });

describe("the computer's clock", () => {
  it('is exact although the first comparison of its two clocks is interrupted', () => {
    let trueUs = 9e9;
    let readings = 0;
    const clock = createMonotonicClock({
      monotonicNs: () => BigInt(Math.round(trueUs * 1e3)),
      nowMs: () => {
        if (readings++ === 0) trueUs += 1000; // the thread loads code
        return (trueUs - 4e9) / 1e3; // the origin of this thread
      },
    });
    expect(clock.nowUs()).toBeCloseTo(trueUs, 3);
  });
});

describe("the computer's health", () => {
  async function zones(temperatures: Readonly<Record<string, string>>): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'neurorack-'));
    for (const [name, text] of Object.entries(temperatures)) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'temp'), text);
    }
    return folder;
  }

  it('reports the hottest thermal zone', async () => {
    const folder = await zones({ thermal_zone0: '41500\n', thermal_zone1: '63000\n', cooling_device0: '99000\n' });
    expect(await createLinuxHealth({ folder }).read()).toMatchObject({ cpuTemperatureC: 63 });
  });

  it('is unknown, not 0, where zones are missing or implausible', async () => {
    for (const folder of ['/no/such/folder', await zones({ thermal_zone0: '0\n', thermal_zone1: 'N/A\n' })]) {
      expect(await createLinuxHealth({ folder }).read()).toEqual({
        cpuTemperatureC: null,
        acceleratorTemperatureC: null,
        isThrottled: null,
        hasLowVoltage: null,
        power: null,
      });
    }
  });
});

describe('the control of a thread', () => {
  it('gives the reason without a library, and no CPU time', () => {
    const thread = createLinuxThread({ open: () => 'koffi is not installed' });
    const missingPackage = process.platform === 'linux' ? 'koffi' : undefined;
    expect(thread.requestRealtime()).toEqual({ isRealtime: false, reason: 'koffi is not installed', missingPackage });
    expect(thread.cpuTimeUs()).toBeNull();
  });

  it('requests SCHED_FIFO for its own thread, and reports a refusal', () => {
    const requests: unknown[] = [];
    const returning = (result: number) =>
      createLinuxThread({
        open: () => ({
          schedSetscheduler: (pid, policy, [priority]) => {
            requests.push({ pid, policy, priority });
            return result;
          },
          clockGettime: () => -1,
        }),
      });
    expect(returning(0).requestRealtime()).toEqual({ isRealtime: true });
    expect(returning(-1).requestRealtime()).toMatchObject({
      isRealtime: false,
      reason: expect.stringContaining('rtprio'),
    });
    expect(requests).toEqual(Array(2).fill({ pid: 0, policy: 1, priority: 70 }));
  });
});

describe('the board of a checkout', () => {
  it('is the content of boards/host.yaml', async () => {
    expect(await loadBoard('boards', 'host')).toEqual(hostBoard);
  });
});
