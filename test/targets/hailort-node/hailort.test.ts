import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Hailort, openHailort } from '../../../targets/hailort-node/src/index.ts';
import { expectHailortError } from '../../../testing/hailort/binding-error.ts';
import { type FakeGroup, fakeHef, quantisationOf } from '../../../testing/hailort/fake-hef.ts';
import {
  buildFake,
  buildHailort,
  COMPILATION_MS,
  controlFake,
  type Fake,
  type FakeHailort,
  hasCppCompiler,
} from '../../../testing/hailort/fake-library.ts';
import { MIRROR, MIXER } from '../../../testing/hailort/networks.ts';

/** The structs have two layouts: up to 4.19, and from 4.20 on. */
describe.skipIf(!hasCppCompiler).each([
  [4, 17],
  [4, 19],
  [4, 20],
  [4, 23],
  [4, 24],
  [5, 2],
])('the binding on a libhailort %i.%i (compiled here)', (major, minor) => {
  const kind = major === 4 ? 'hailo8' : 'hailo10h';
  const hefOf = (groups: readonly FakeGroup[]): Uint8Array => fakeHef(groups, { chip: kind });
  let built: FakeHailort;
  let fake: Fake;
  let hailort: Hailort;
  beforeAll(() => {
    built = major === 4 ? { library: buildFake({ minor }), nativePart: undefined } : buildHailort(5);
    fake = controlFake(built.library);
  }, COMPILATION_MS);
  beforeEach(() => {
    fake.chips(kind, 1);
    fake.hang(false);
    hailort = openHailort(built);
  });
  afterEach(() => {
    expect(fake.misuses()).toEqual({ count: 0, last: '' });
    expect(fake.live()).toBe(0);
  });

  it('reports version and file', () => {
    expect(hailort.version).toEqual({ major, minor, revision: 0 });
    expect(hailort.file).toBe(built.library);
  });

  it('lists the addresses of the chips, or none', () => {
    fake.chips(kind, 2);
    expect(hailort.scanDevices()).toEqual(['0000:01:00.0', '0001:01:00.0']);
    fake.chips(kind, 0);
    expect(hailort.scanDevices()).toEqual([]);
  });

  it('reads identity and temperature of a chip', async () => {
    const device = hailort.openDevice('0000:01:00.0');
    expect(device.identify()).toEqual({
      architecture: kind,
      firmware: { major, minor, revision: 0 },
      isRelease: true,
      boardName: 'Hailo-8',
      productName: 'HAILO-8 AI ACC M.2 M KEY MODULE EXT TEMP',
      serialNumber: 'HLFAKE0000000001',
      partNumber: 'HM21LB1C2FAE',
    });
    expect(device.temperature()).toEqual({ sensorsC: [41.5, 42.25], samples: 100 });
    await device.close();
  });

  it('measures power only with the consent to switch overcurrent protection off', async () => {
    const device = hailort.openDevice();
    expect(device.measurePowerW({ overcurrentProtectionOff: true })).toBe(1.75);
    // @ts-expect-error: JavaScript can omit the consent
    await expectHailortError(() => device.measurePowerW(), 'BAD_ARGUMENT', 'overcurrent');
    expect(fake.callCount('hailo_power_measurement')).toBeGreaterThan(0);
    fake.fail('hailo_power_measurement', 'HAILO_UNSUPPORTED_OPCODE');
    await expectHailortError(
      () => device.measurePowerW({ overcurrentProtectionOff: true }),
      'HAILO_UNSUPPORTED_OPCODE',
      'hailo_power_measurement',
    );
    await device.close();
  });

  it('describes a HEF from memory as from a file', async () => {
    const bytes = hefOf([MIXER, { ...MIRROR, isMultiContext: true }]);
    const file = join(mkdtempSync(join(tmpdir(), 'hef-')), 'mixer.hef');
    writeFileSync(file, bytes);
    for (const source of [bytes, file]) {
      const hef = hailort.openHef(source);
      expect(hef.networkGroups()).toEqual([
        { name: 'mixer', isMultiContext: false },
        { name: 'mirror', isMultiContext: true },
      ]);
      const [b, a, sum, first] = hef.vstreams();
      expect([b.name, a.name, sum.name, first.name]).toEqual(['mixer/b', 'mixer/a', 'mixer/sum', 'mixer/first']);
      expect(a).toEqual({
        name: 'mixer/a',
        network: 'mixer/mixer',
        direction: 'input',
        format: { type: 'uint16', order: 'NHWC', isTransposed: false },
        shape: { height: 1, width: 1, features: 2 },
        nms: null,
        quantisation: { ...quantisationOf(MIXER.inputs[1]), min: -8, max: 8 },
      });
      expect(sum.direction).toBe('output');
      expect(hef.originalNames('mixer/sum')).toEqual(['sum']);
      await expectHailortError(() => hef.originalNames('mixer/none'), 'HAILO_NOT_FOUND');
      const [input] = hef.streams('mirror');
      expect(input).toMatchObject({
        name: 'mirror/in',
        direction: 'input',
        index: 0,
        shape: { height: 2, width: 3, features: 4 },
        hardwareShape: { height: 2, width: 3, features: 8 },
        dataBytes: 1,
        frameBytes: 48,
        isMux: false,
        quantisation: { zeroPoint: 0, scale: 1, min: 0, max: 255 },
      });
      await expectHailortError(() => hef.vstreams('unknown'), 'HAILO_NOT_FOUND');
      await hef.close();
    }
  });

  it('runs a network on real values, quantised by the library', async () => {
    const hef = hailort.openHef(hefOf([MIXER]));
    const vdevice = hailort.createVDevice();
    const [group] = vdevice.configure(hef);
    expect(group.name).toBe('mixer');
    await hef.close();
    const streams = group.openVStreams();
    // Sorted by name, independent of the order in the HEF.
    expect(streams.inputs.map(({ name }) => name)).toEqual(['mixer/a', 'mixer/b']);
    expect(streams.outputs.map(({ name }) => name)).toEqual(['mixer/first', 'mixer/sum']);
    const [first, sum] = [new Float32Array(1), new Float32Array(2)];
    streams.run({ inputs: [Float32Array.of(3, -1), Float32Array.of(1, 2)], outputs: [first, sum] });
    expect(first[0]).toBeCloseTo(3, 1);
    expect(sum[0]).toBeCloseTo(5.5, 1);
    expect(sum[1]).toBeCloseTo(3.5, 1);
    await vdevice.close();
  });

  it('gives the same output on threads of the pool', async () => {
    const vdevice = hailort.createVDevice();
    const hef = await hailort.openHefAsync(hefOf([MIXER]));
    const streams = vdevice.configure(hef)[0].openVStreams();
    const [a, b, first, sum] = [...streams.inputs, ...streams.outputs].map((stream) => stream.allocate());
    for (let n = 0; n < 50; n++) {
      a.fill(n / 10);
      b.fill(-n / 20);
      await streams.runAsync({ inputs: [a, b], outputs: [first, sum] });
      expect(sum[1]).toBeCloseTo(0.5, 1);
    }
    await Promise.all([hef.close(), vdevice.close()]);
  });

  it('lists the chips of a virtual device, and shares them by group', async () => {
    const one = hailort.createVDevice({ groupId: 'ours' });
    const two = hailort.createVDevice({ groupId: 'ours' });
    expect(one.devices).toHaveLength(1);
    expect(two.devices[0].temperature().sensorsC[1]).toBe(42.25);
    await one.close();
    await two.close();
  });

  it('opens the given chips', async () => {
    fake.chips(kind, 2);
    const second = hailort.createVDevice({ deviceIds: ['0001:01:00.0'] });
    await expectHailortError(() => hailort.createVDevice({ deviceIds: ['0001:01:00.0'] }), 'HAILO_DEVICE_IN_USE');
    const other = hailort.createVDevice();
    await expectHailortError(() => hailort.createVDevice(), 'HAILO_OUT_OF_PHYSICAL_DEVICES');
    await Promise.all([second.close(), other.close()]);
  });
});
