import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ArtifactSpec } from '../../../src/contracts/accelerator.ts';
import { createChipThermometer, createHailoAccelerator } from '../../../targets/pi-hailo/src/index.ts';
import type { FakeGroup } from '../../../testing/hailort/fake-hef.ts';
import {
  buildFake,
  buildHailort,
  COMPILATION_MS,
  controlFake,
  type Fake,
  hasCompiler,
  hasCppCompiler,
} from '../../../testing/hailort/fake-library.ts';
import { MIXER } from '../../../testing/hailort/networks.ts';
import { expectNamedError, namedErrorOf } from '../../../testing/named-error.ts';
import { describeAccelerator, PROBE_TENSORS } from '../../conformance/accelerator.ts';
import { PROBE, writeHef, writeProbe } from './probe.ts';

describe.skipIf(!hasCompiler)('over a libhailort compiled here', () => {
  describeAccelerator({
    name: 'a Hailo-8',
    create: () => createHailoAccelerator({ chip: 'hailo-8', library: buildFake() }),
    probe: hasCompiler ? writeProbe() : '',
    tolerance: 0.01, // 16 bits over ±64 are steps of 0.002
  });

  describe.skipIf(!hasCppCompiler)('HailoRT 5', () => {
    beforeAll(() => void buildHailort(5), COMPILATION_MS);
    describeAccelerator({
      name: 'a Hailo-10H',
      create: () => createHailoAccelerator({ chip: 'hailo-10h', ...buildHailort(5) }),
      probe: hasCppCompiler ? writeHef([PROBE], 'hailo10h') : '',
      tolerance: 0.01,
    });
  });

  describe('a Hailo-8', () => {
    let fake: Fake;
    let library: string;
    beforeEach(() => {
      library = buildFake();
      fake = controlFake(library);
      fake.chips('hailo8', 1);
      fake.hang(false);
    });
    afterEach(() => {
      fake.hang(false);
      fake.chips('hailo8', 1);
      expect(fake.misuses()).toEqual({ count: 0, last: '' });
      expect(fake.live()).toBe(0);
    });
    const accelerator = (options = {}) => createHailoAccelerator({ chip: 'hailo-8', library, ...options });
    const probe = (): ArtifactSpec => ({ path: writeProbe(), ...PROBE_TENSORS });

    it('has the accelerator name of its artifacts', () => {
      expect(accelerator().name).toBe('hailo-8');
      expect(createHailoAccelerator({ chip: 'hailo-8l' }).name).toBe('hailo-8l');
    });

    it('takes a window of frames channel by channel and returns the newest, under any name of the compiler', async () => {
      // 3 channels over 4 frames in; out: per channel the last frame plus a tenth of the one before.
      const values = (c: number, w: number): number => w * 3 + c; // how the chip lays them: NHWC
      const window: FakeGroup = {
        name: 'window',
        inputs: [{ name: 'window/input_layer1', original: 'x_1', shape: [1, 4, 3], type: 'uint16', range: [-64, 64] }],
        outputs: [{ name: 'window/conv9', original: '/last/Conv', shape: [1, 1, 3], type: 'uint16', range: [-64, 64] }],
        matrix: Array.from({ length: 3 }, (_, c) => {
          const row = new Array<number>(13).fill(0);
          row[values(c, 3)] = 1;
          row[values(c, 2)] = 0.1;
          return row;
        }),
      };
      const session = await accelerator().open({
        path: writeHef([window]),
        inputs: [{ name: 'x', shape: [1, 3, 1, 4] }],
        outputs: [{ name: 'y', shape: [1, 3, 1, 1] }],
        state: [],
      });
      session.inputs.get('x')?.set([0, 0, 10, 1, 0, 0, 20, 2, 0, 0, 30, 3]);
      session.run();
      const y = [...(session.outputs.get('y') ?? [])];
      [2, 4, 6].forEach((expected, c) => {
        expect(y[c]).toBeCloseTo(expected, 2);
      });
      await session.close();
    });

    it('blocks for the timeout at most when the chip does not answer, and reports it', async () => {
      const session = await accelerator({ timeoutMs: 20 }).open(probe());
      fake.hang(true);
      expectNamedError(() => session.run(), 'timeout', 'HAILO_TIMEOUT');
      fake.hang(false);
      expectNamedError(() => session.run(), 'device-fault', 'earlier run failed');
      await session.close();
    });

    it('reports a device fault when the chip disappears from the bus', async () => {
      const session = await accelerator().open(probe());
      fake.fail('hailo_vstream_write_raw_buffer', 'HAILO_DRIVER_OPERATION_FAILED');
      expectNamedError(() => session.run(), 'device-fault', 'HAILO_DRIVER_OPERATION_FAILED');
      await session.close();
    });

    it.each([
      ['none there', 'hailo_create_vdevice', 'HAILO_OUT_OF_PHYSICAL_DEVICES', 'missing-device'],
      ['no driver', 'hailo_create_vdevice', 'HAILO_DRIVER_NOT_INSTALLED', 'missing-device'],
      ['a driver of another version', 'hailo_create_vdevice', 'HAILO_INVALID_DRIVER_VERSION', 'missing-library'],
      ['another program on it', 'hailo_create_vdevice', 'HAILO_DEVICE_IN_USE', 'busy'],
      ['a HEF of a newer compiler', 'hailo_create_hef_file', 'HAILO_HEF_NOT_SUPPORTED', 'bad-model'],
      ['no memory', 'hailo_configure_vdevice', 'HAILO_OUT_OF_HOST_CMA_MEMORY', 'device-fault'],
    ] as const)('with %s does not open', async (_, call, status, kind) => {
      fake.fail(call, status);
      const error = await namedErrorOf(() => accelerator().open(probe()));
      expect(error).toMatchObject({ kind, message: expect.stringContaining(status) });
    });

    it('refuses a HEF for another chip', async () => {
      fake.chips('hailo8l', 1);
      const error = await namedErrorOf(() => accelerator().open(probe()));
      expect(error).toMatchObject({ kind: 'bad-model' });
      expect(error.remedy).toContain('Hailo-8L');
    });

    it('refuses a file that is not a HEF, and one of two networks', async () => {
      const path = join(mkdtempSync(join(tmpdir(), 'pi-hailo-')), 'text.hef');
      writeFileSync(path, 'not a network');
      expect(await namedErrorOf(() => accelerator().open({ ...probe(), path }))).toMatchObject({ kind: 'bad-model' });
      const two = await namedErrorOf(() => accelerator().open({ ...probe(), path: writeHef([PROBE, MIXER]) }));
      expect(two).toMatchObject({ kind: 'bad-model', message: expect.stringContaining('2 networks') });
    });

    it.each([
      ['none', () => '/nowhere/libhailort.so', 'HailoRT 4.17 to 4.24'],
      ['HailoRT 5 without the native part', () => buildFake({ major: 5, minor: 2 }), 'make -C'],
    ])('does not open with a libhailort that is %s', { timeout: COMPILATION_MS }, async (_, fileOf, remedy) => {
      const error = await namedErrorOf(() => accelerator({ library: fileOf() }).open(probe()));
      expect(error).toMatchObject({ kind: 'missing-library' });
      expect(error.remedy).toContain(remedy);
    });

    it('gives the remedy by the cause: pages of the chip, and its 32 networks', async () => {
      for (const [status, remedy] of [
        ['HAILO_INTERNAL_FAILURE', 'force_desc_page_size=4096'],
        ['HAILO_INVALID_OPERATION', '32 networks'],
      ] as const) {
        fake.fail('hailo_configure_vdevice', status);
        expect((await namedErrorOf(() => accelerator().open(probe()))).remedy).toContain(remedy);
      }
    });

    it('raises the threads of HailoRT once a session is open', async () => {
      let raised = 0;
      const session = await accelerator({ raiseThreads: () => raised++ }).open(probe());
      expect(raised).toBe(1);
      await session.close();
    });

    it('reads its temperature during a session, and null when it cannot', async () => {
      const session = await accelerator().open(probe());
      let nowMs = 0;
      const thermometer = createChipThermometer({ library, nowMs: () => nowMs });
      expect(await thermometer.readC()).toBe(42.25);
      fake.fail('hailo_get_chip_temperature', 'HAILO_FW_CONTROL_FAILURE');
      nowMs = 10_000;
      expect(await thermometer.readC()).toBeNull();
      session.run();
      await session.close();
      expect(await createChipThermometer({ library: '/nowhere/libhailort.so' }).readC()).toBeNull();
    });

    it('sends the chip one request in 10 s, however often its temperature is shown, and keeps nothing of it open', async () => {
      let nowMs = 0;
      const thermometer = createChipThermometer({ library, nowMs: () => nowMs });
      const before = fake.callCount('hailo_get_chip_temperature');
      for (; nowMs < 60_000; nowMs += 500) expect(await thermometer.readC()).toBe(42.25);
      expect(fake.callCount('hailo_get_chip_temperature') - before).toBe(6);
      expect(fake.live()).toBe(0);
    });
  });
});
