import { describe, expect, it } from 'vitest';
import { openInference } from '../../../targets/hailort-node/src/index.ts';
import { expectHailortError } from '../../../testing/hailort/binding-error.ts';
import { fakeHef } from '../../../testing/hailort/fake-hef.ts';
import { hasCppCompiler } from '../../../testing/hailort/fake-library.ts';
import { MIRROR, MIXER } from '../../../testing/hailort/networks.ts';
import { type Chip, openNetwork, useChip } from '../../../testing/hailort/rig.ts';

type Hefs = Chip['hef'];

describe.skipIf(!hasCppCompiler).each([4, 5] as const)('an object of libhailort %i (compiled here)', (line) => {
  const chip = useChip(line);

  it('is released once, however often it is closed', async () => {
    const { streams, vdevice, close } = openNetwork(chip(), MIXER);
    const before = chip().fake.callCount('hailo_release_vdevice');
    await streams.close();
    await streams.close();
    await Promise.all([vdevice.close(), vdevice.close()]);
    await close();
    expect(chip().fake.callCount('hailo_release_vdevice')).toBe(before + 1);
  });

  it('is released before its virtual device: streams first', async () => {
    const { streams, frames, vdevice, network } = openNetwork(chip(), MIXER);
    await vdevice.close();
    await expectHailortError(() => streams.run(frames), 'CLOSED');
    await expectHailortError(() => streams.inputs[0].write(frames.inputs[0]), 'CLOSED');
    await expectHailortError(() => network.openVStreams(), 'CLOSED');
    await expectHailortError(() => vdevice.devices[0].temperature(), 'CLOSED');
    const hef = chip().hailort.openHef(chip().hef([MIXER]));
    await expectHailortError(() => vdevice.configure(hef), 'CLOSED');
    await hef.close();
  });

  it('is released after a run under way', async () => {
    const { streams, frames, vdevice } = openNetwork(chip(), MIXER, { timeoutMs: 60 });
    chip().fake.hang(true);
    const run = expectHailortError(() => streams.runAsync(frames), 'HAILO_TIMEOUT');
    const closed = vdevice.close();
    await expectHailortError(() => streams.run(frames), 'CLOSED');
    expect(chip().fake.live()).toBeGreaterThan(0);
    await Promise.all([run, closed]);
    expect(chip().fake.live()).toBe(0);
  });

  it('of a HEF is released while the network plays on', async () => {
    const bytes = chip().hef([MIXER]);
    const hef = chip().hailort.openHef(bytes);
    bytes.fill(0); // the binding has a copy
    const vdevice = chip().hailort.createVDevice();
    const [network] = vdevice.configure(hef);
    await hef.close();
    await hef.close();
    await expectHailortError(() => hef.vstreams(), 'CLOSED');
    await expectHailortError(() => vdevice.configure(hef), 'CLOSED');
    const streams = network.openVStreams();
    streams.run({
      inputs: [new Float32Array(2), new Float32Array(2)],
      outputs: [new Float32Array(1), new Float32Array(2)],
    });
    await vdevice.close();
  });

  it('is refused when it belongs to another binding', async () => {
    const vdevice = chip().hailort.createVDevice();
    const hef = { ...chip().hailort.openHef(chip().hef([MIXER])) };
    await expectHailortError(() => vdevice.configure(hef), 'BAD_ARGUMENT');
    await Promise.all([hef.close(), vdevice.close()]);
  });

  it.each([
    ['a HEF of the other chip', 'HAILO_HEF_NOT_COMPATIBLE_WITH_DEVICE', (hef: Hefs) => hef([MIXER]), 'hailo8l'],
    ['a broken HEF', 'HAILO_HEF_FILE_CORRUPTED', (hef: Hefs) => hef([MIXER]).slice(0, -5), undefined],
    ['no HEF at all', 'HAILO_HEF_FILE_CORRUPTED', () => new TextEncoder().encode('hello'), undefined],
    ['a HEF of several groups, none named', 'BAD_ARGUMENT', (hef: Hefs) => hef([MIXER, MIRROR]), undefined],
    ['nothing', 'BAD_ARGUMENT', () => new Uint8Array(0), undefined],
  ] as const)('leaves nothing behind after %s', async (_, code, hef, kind) => {
    const bytes = hef(chip().hef);
    if (kind !== undefined) chip().fake.chips(kind, 1);
    const error = await expectHailortError(() => openInference({ ...chip(), hef: bytes }), code);
    expect(error.remedy.length).toBeGreaterThan(10);
  });

  it('leaves nothing open when the chip is in use', async () => {
    const mine = openInference({ ...chip(), hef: chip().hef([MIXER]) });
    const error = await expectHailortError(
      () => openInference({ ...chip(), hef: chip().hef([MIXER]) }),
      'HAILO_OUT_OF_PHYSICAL_DEVICES',
    );
    expect(error.remedy).toContain('groupId');
    await mine.close();
  });

  it('runs a group by its name, and a HEF of Hailo-8L on a Hailo-8', async () => {
    const hef = fakeHef([MIXER, MIRROR], { chip: line === 4 ? 'hailo8l' : 'hailo10h' });
    const inference = openInference({ ...chip(), hef, networkGroup: 'mirror', format: 'uint8' });
    const output = new Uint8Array(24);
    inference.run({ inputs: [new Uint8Array(24).fill(7)], outputs: [output] });
    expect(output.every((value) => value === 7)).toBe(true);
    await inference.close();
  });

  it('names the file that does not exist', async () => {
    await expectHailortError(
      () => chip().hailort.openHef('/nowhere/a.hef'),
      'HAILO_OPEN_FILE_FAILURE',
      '/nowhere/a.hef',
    );
    await expectHailortError(() => chip().hailort.openHef(''), 'BAD_ARGUMENT');
    await expectHailortError(() => chip().hailort.openHef('a\0b'), 'BAD_ARGUMENT');
    await expectHailortError(() => chip().hailort.openDevice('x'.repeat(32)), 'BAD_ARGUMENT');
    await expectHailortError(() => chip().hailort.createVDevice({ groupId: '' }), 'BAD_ARGUMENT');
  });
});
