import { describe, expect, it } from 'vitest';
import type { AudioStream } from '../../src/contracts/audio-sink.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { openOptionalSink } from '../../src/engine/threads/optional-sink.ts';

const SAMPLE_RATE = 44_100;
const PERIOD = new Float32Array(441);

/** A clocked stream that counts its frames. */
function countingStream(latencyFrames: number) {
  const counted = { frames: 0, isClosed: false, isGone: false };
  const stream: AudioStream = {
    sampleRate: SAMPLE_RATE,
    latencyFrames,
    underruns: 0,
    isClocked: true,
    write: (period) => {
      if (counted.isGone) throw new NeurorackError('device-fault', 'the card is gone', { remedy: 'connect it' });
      counted.frames += period.length;
    },
    close: async () => {
      counted.isClosed = true;
    },
  };
  return { counted, stream };
}

async function setUp({ isConnected }: { readonly isConnected: boolean }) {
  const [device, silence] = [countingStream(512), countingStream(256)];
  const state = { isConnected, attempts: 0 };
  const changes: (string | undefined)[] = [];
  const stream = await openOptionalSink({
    sampleRate: SAMPLE_RATE,
    openSink: async () => {
      state.attempts++;
      if (state.isConnected) return device.stream;
      throw new NeurorackError('missing-device', 'there is no card', { remedy: 'connect it' });
    },
    openSilence: async () => silence.stream,
    onChange: (_, missing) => changes.push(missing instanceof Error ? missing.message : undefined),
  });
  const playSeconds = async (seconds: number): Promise<void> => {
    for (let n = 0; n < seconds * 100; n++) await stream.write(PERIOD);
  };
  return { stream, state, changes, device: device.counted, silence: silence.counted, playSeconds };
}

describe('an optional sink', () => {
  it('plays on its device when that is there', async () => {
    const { stream, changes, device, silence, playSeconds } = await setUp({ isConnected: true });
    await playSeconds(4);
    expect([changes, stream.latencyFrames]).toEqual([[undefined], 512]);
    expect([device.frames, silence.frames]).toEqual([4 * SAMPLE_RATE, 0]);
  });

  it('plays silence while the device is missing, tries it every three seconds, and plays on it once it appears', async () => {
    const { stream, state, changes, device, silence, playSeconds } = await setUp({ isConnected: false });
    expect([changes, stream.isClocked, stream.latencyFrames]).toEqual([['there is no card'], true, 256]);
    await playSeconds(7);
    expect([state.attempts, device.frames, changes.length]).toEqual([3, 0, 1]);
    state.isConnected = true;
    await playSeconds(3);
    expect([state.attempts, changes, stream.latencyFrames]).toEqual([4, ['there is no card', undefined], 512]);
    expect([silence.frames, device.frames]).toEqual([9 * SAMPLE_RATE, SAMPLE_RATE]);
  });

  it('exchanges the device before the next period, and closes the former one first', async () => {
    const { stream, state, changes, device, silence, playSeconds } = await setUp({ isConnected: true });
    await playSeconds(1);
    stream.reopen();
    expect([device.isClosed, state.attempts]).toEqual([false, 1]);
    await playSeconds(1);
    expect([device.isClosed, state.attempts, changes]).toEqual([true, 2, [undefined, undefined]]);
    expect([device.frames, silence.frames]).toEqual([2 * SAMPLE_RATE, 0]);
    state.isConnected = false;
    stream.reopen();
    await playSeconds(1);
    expect([changes.at(-1), silence.frames]).toEqual(['there is no card', SAMPLE_RATE]);
  });

  it('falls back to silence when the device is removed, and plays on it again', async () => {
    const { changes, device, silence, playSeconds } = await setUp({ isConnected: true });
    device.isGone = true;
    await playSeconds(1);
    expect([changes, device.isClosed]).toEqual([[undefined, 'the card is gone'], true]);
    expect(silence.frames).toBeGreaterThan(0.9 * SAMPLE_RATE);
    device.isGone = false;
    await playSeconds(3);
    expect(changes.at(-1)).toBeUndefined();
    expect(device.frames).toBeGreaterThan(0);
  });

  it('closes silence and device', async () => {
    const { stream, device, silence } = await setUp({ isConnected: true });
    await stream.close();
    expect([device.isClosed, silence.isClosed]).toEqual([true, true]);
  });
});
