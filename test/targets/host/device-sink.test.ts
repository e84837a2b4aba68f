import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDeviceSink } from '../../../targets/host/src/device-sink.ts';
import { namedErrorOf } from '../../../testing/named-error.ts';
import { describeAudioSink } from '../../conformance/audio-sink.ts';

const FORMAT = { sampleRate: 44_100, periodFrames: 64 };
const folder = mkdtempSync(join(tmpdir(), 'neurorack-naudiodon-'));
const recording = join(folder, 'recording.raw');

/** ALSA devices that write their sound into a file: for libasound, before PortAudio loads it. */
function useFileDevices(): void {
  const file = (name: string, path: string): string =>
    `pcm.${name} { type file slave.pcm "null" file "${path}" format "raw" }\n`;
  const config = join(folder, 'asound.conf');
  writeFileSync(
    config,
    `pcm.!null { type null }\n${file('recorder', recording)}${file('!default', join(folder, 'default.raw'))}`,
  );
  process.env.ALSA_CONFIG_PATH = config;
}

/** Whether the package is installed and PortAudio finds the file devices. */
function findsRecorder(): boolean {
  if (process.platform !== 'linux') return false;
  useFileDevices();
  try {
    const { getDevices } = createRequire(import.meta.url)('naudiodon');
    return getDevices().some(({ name }: { name: string }) => name === 'recorder');
  } catch {
    return false;
  }
}

/**
 * The left channel without silence: PortAudio begins and ends with zeros, and plays zeros where a busy computer was late. Only the first
 * sample of the suite is 0.
 */
function recordedSamples(): number[] {
  const bytes = readFileSync(recording);
  const left = Array.from({ length: Math.floor(bytes.length / 8) }, (_, frame) => bytes.readFloatLE(8 * frame));
  return [0, ...left.filter((sample) => sample !== 0)];
}

if (!findsRecorder()) {
  describe.skip('a sound card through naudiodon (the package or libasound is not installed)', () => {
    it('plays', () => undefined);
  });
} else {
  describeAudioSink({
    name: 'a sound card through naudiodon',
    create: () => {
      if (existsSync(recording)) rmSync(recording);
      return createDeviceSink('recorder');
    },
    isClocked: true,
    written: async () => recordedSamples(),
  });

  describe('naudiodon', () => {
    it('names the devices of PortAudio when the requested one is missing', async () => {
      const error = await namedErrorOf(() => createDeviceSink('no such card').open(FORMAT));
      expect(error).toMatchObject({ kind: 'missing-device', remedy: expect.stringContaining("'recorder'") });
    });
  });
}
