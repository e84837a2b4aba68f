import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createManualClock } from '../../../src/contracts/fakes/manual-clock.ts';
import { asEdgeGates } from '../../../src/control/sampled-gates.ts';
import { loadDecibri } from '../../../targets/host/src/decibri.ts';
import { openDecibriCapture } from '../../../targets/host/src/decibri-capture.ts';
import { openHostJacks } from '../../../targets/host/src/host-jacks.ts';
import { hasAlsa } from '../../../testing/alsa-recorder.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { createFakeDecibri } from './fake-decibri.ts';

const ROOT = join(import.meta.dirname, '../../..');
const JACKS = { device: 'decibri:ES-8', channels: { gate1: 1, cv1: 3 }, fullScaleVolts: 10 } as const;

async function setUp(device: string = JACKS.device) {
  const fake = createFakeDecibri();
  const clock = createManualClock(1e6);
  const options = { platform: 'darwin', load: () => fake.library } as const;
  const { cv, gates } = await openHostJacks({ ...JACKS, device }, clock, options);
  if (cv === undefined || gates?.kind !== 'samples') throw new TypeError('the jacks are no inputs of a sound card');
  return { ...fake, clock, cv, gates };
}

describe('inputs of decibri as jacks', () => {
  it('record the channels of the card, and give edges at their samples and voltages', async () => {
    const { cv, gates, microphones, clock, log } = await setUp();
    const volts = new Float32Array(4);
    cv.read(volts);
    expect(volts).toEqual(new Float32Array(4));
    const [microphone] = microphones;
    expect(microphone.options).toEqual({
      sampleRate: 48_000,
      channels: 3,
      channelMap: [0, 1, 2],
      framesPerBuffer: 64,
      dtype: 'float32',
      device: 'ES-8',
    });
    clock.advanceUs(1e4);
    microphone.deliver(Array.from({ length: 128 }, (_, n) => [n >= 32 && n < 80 ? 0.5 : 0, 0.9, -0.25, 0.7]));
    const edges: [boolean, number][] = [];
    asEdgeGates(gates).poll((_gate, isHigh, timeUs) => void edges.push([isHigh, timeUs]));
    cv.read(volts);
    expect([...volts]).toEqual([-2.5, 0, 0, 0]);
    expect(edges.map(([isHigh]) => isHigh)).toEqual([true, false]);
    expect(((edges[1][1] - edges[0][1]) * 48_000) / 1e6).toBeCloseTo(48, 3);
    await cv.close();
    await gates.close();
    expect(log).toEqual(['stop']);
  });

  it('name what is wrong, with a remedy', async () => {
    const missing = await setUp('decibri:nope');
    const error = await namedErrorOf(() => missing.cv.read(new Float32Array(4)));
    expect([error.kind, error.remedy]).toEqual(['missing-device', "choose one of 'USB Audio', 'Built-in microphone'"]);
    const alsa = await setUp('alsa:hw:0');
    expect(await namedErrorOf(() => alsa.cv.read(new Float32Array(4)))).toMatchObject({
      kind: 'usage',
      message: "the input 'alsa:hw:0' is none of this computer",
    });
  });

  it.each([
    ['CHANNEL_MAP_OUT_OF_RANGE', 'unsupported', 'the input decibri:ES-8 has no 3 channels'],
    ['', 'device-fault', 'the input decibri:ES-8 is gone: it was unplugged'],
    ['DEVICE_ENUMERATION_FAILED', 'missing-device', 'the input decibri:ES-8 does not open: it was unplugged'],
  ])('report a fault with the code %j as %s', async (code, kind, message) => {
    const { cv, microphones } = await setUp();
    cv.read(new Float32Array(4));
    if (kind === 'device-fault') microphones[0].deliver([[0, 0, 0]]);
    cv.read(new Float32Array(4));
    microphones[0].emit('error', Object.assign(new Error('it was unplugged'), { code }));
    expect(await namedErrorOf(() => cv.read(new Float32Array(4)))).toMatchObject({ kind, message });
  });
});

/** Whether a decibri is installed whose inputs have channels. */
function hasChannels(): boolean {
  try {
    return Number(loadDecibri().Microphone.version().binding.split('.')[1]) >= 6;
  } catch {
    return false;
  }
}

describe.skipIf(!hasAlsa || !hasChannels())(
  'decibri itself, with the file plug-in of libasound as the interface',
  () => {
    it('gives the direct voltages of each channel', { timeout: 60_000 }, () => {
      const folder = mkdtempSync(join(ROOT, 'dist/decibri-capture-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const levels = new Int32Array(2 ** 18).map((_, n) => (n % 2 === 0 ? 0.25 : -0.5) * 0x7fff_ffff);
      writeFileSync(join(folder, 'in.raw'), new Uint8Array(levels.buffer));
      writeFileSync(
        join(folder, 'asound.conf'),
        `pcm.null { type null }
pcm.card { type file file "/dev/null" infile "${join(folder, 'in.raw')}" format raw slave { pcm "null" } }
pcm.!default {
  type plug
  slave { pcm "card" format S32_LE channels 2 rate 48000 }
  hint { show on description "An interface" }
}
`,
      );
      const contents = `
      import { setTimeout as sleep } from 'node:timers/promises';
      import { openHostJacks } from ${JSON.stringify(join(ROOT, 'targets/host/src/host-jacks.ts'))};
      import { createMonotonicClock } from ${JSON.stringify(join(ROOT, 'targets/common/src/monotonic-clock.ts'))};
      const jacks = { device: 'decibri:', channels: { cv1: 1, cv2: 2 }, fullScaleVolts: 10 };
      const { cv } = await openHostJacks(jacks, createMonotonicClock());
      const volts = new Float32Array(4);
      while (Math.abs(volts[0] - 2.5) > 0.01 || Math.abs(volts[1] + 5) > 0.01) {
        cv.read(volts);
        await sleep(1);
      }
      await cv.close();
      console.log(volts[0].toFixed(1), volts[1].toFixed(1));
      process.exit(0);`;
      const outfile = join(folder, 'run.mjs');
      const stdin = { contents, resolveDir: ROOT, loader: 'ts' } as const;
      buildSync({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', external: ['koffi', 'onnx*'] });
      const env = { ...process.env, ALSA_CONFIG_PATH: join(folder, 'asound.conf') };
      const { stdout, stderr } = spawnSync(process.execPath, [outfile], { encoding: 'utf8', env, timeout: 50_000 });
      expect([stdout, stderr]).toEqual(['2.5 -5.0\n', '']);
    });
  },
);

describe('a recording of decibri', () => {
  it('is refused where the package mixes all channels', async () => {
    const { library } = createFakeDecibri({ version: '5.0.0' });
    expect(await namedErrorOf(() => openDecibriCapture('', 1, { load: () => library }))).toMatchObject({
      kind: 'missing-library',
      message: 'decibri 5.0.0 mixes the inputs of a sound card into one',
      remedy: 'run `npm install decibri@5.6` or newer',
    });
  });

  it('gives the samples in their order, at most 256 frames at a time, and nothing where none has arrived', () => {
    const { library, microphones } = createFakeDecibri();
    const capture = openDecibriCapture('', 1, { load: () => library });
    const into = new Float32Array(256);
    expect(capture.read(into)).toBe(0);
    microphones[0].deliver(Array.from({ length: 300 }, (_, n) => [n / 512]));
    expect([capture.read(into), into[0], into[255]]).toEqual([256, 0, 255 / 512]);
    expect([capture.read(into), into[0], capture.read(into), capture.takeGap()]).toEqual([44, 0.5, 0, false]);
  });

  it('reports lost samples once: those that it did not take in time, and those that decibri dropped', () => {
    const { library, microphones } = createFakeDecibri();
    const capture = openDecibriCapture('', 2, { load: () => library });
    const into = new Float32Array(512);
    microphones[0].deliver(Array.from({ length: 8200 }, (_, n) => [n / 16_384, -1]));
    expect([capture.takeGap(), capture.takeGap()]).toEqual([true, false]);
    capture.read(into);
    expect([into[0], into[1]]).toEqual([8 / 16_384, -1]);
    microphones[0].overrunCount = 2;
    expect([capture.takeGap(), capture.takeGap()]).toEqual([true, false]);
  });
});
