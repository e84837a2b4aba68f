import { clamp } from '../../numeric/clamp.ts';
import { blockCoder } from './block-coder.ts';
import type { SampleCoder } from './pcm.ts';

/** Steps of IMA ADPCM (Interactive Multimedia Association, Recommended Practices, revision 3.00, 1992). */
const STEPS: readonly number[] = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118,
  130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060,
  1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484,
  7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
];
const LAST_STEP = STEPS.length - 1;
const STEP_CHANGES: readonly number[] = [-1, -1, -1, -1, 2, 4, 6, 8];

/** A channel's last sample and the index of its step. */
interface ImaState {
  sample: number;
  index: number;
}

function nextSample(state: ImaState, nibble: number): number {
  const step = STEPS[state.index];
  let change = step >> 3;
  if (nibble & 4) change += step;
  if (nibble & 2) change += step >> 1;
  if (nibble & 1) change += step >> 2;
  state.sample = clamp(state.sample + (nibble & 8 ? -change : change), -32_768, 32_767);
  state.index = clamp(state.index + STEP_CHANGES[nibble & 7], 0, LAST_STEP);
  return state.sample / 32_768;
}

/**
 * The coder of WAV's IMA ADPCM: a block begins with a sample and a step index for each channel; runs of eight nibbles follow, the
 * channels in turn. Undefined when the size of a block is impossible.
 */
export function imaWavCoder(blockBytes: number, channels: number): SampleCoder | undefined {
  const runs = (blockBytes / channels - 4) / 4;
  if (!Number.isInteger(runs) || runs < 0) return undefined;
  return blockCoder({
    blockBytes,
    blockFrames: 1 + runs * 8,
    channels,
    isSequential: false,
    isDamaged: (view, start, channel) => view.getUint8(start + 4 * channel + 2) > LAST_STEP,
    decodeBlock(view, start, channel, into, to) {
      const head = start + 4 * channel;
      const state = { sample: view.getInt16(head, true), index: Math.min(LAST_STEP, view.getUint8(head + 2)) };
      into[to++] = state.sample / 32_768;
      for (let run = 0; run < runs; run++) {
        const from = start + 4 * (channels * (1 + run) + channel);
        for (let n = 0; n < 8; n++) {
          into[to++] = nextSample(state, (view.getUint8(from + (n >> 1)) >> (4 * (n & 1))) & 15);
        }
      }
    },
  });
}

const APPLE_BYTES = 34;
const APPLE_FRAMES = 64;

/**
 * The coder of Apple's ima4: packets of 64 samples, the channels in turn. A packet begins with the upper nine bits of its last
 * sample and the step index; the exact sample continues from the packet before where it agrees with them, as in QuickTime.
 */
export function imaAppleCoder(channels: number): SampleCoder {
  const states = Array.from({ length: channels }, (): ImaState => ({ sample: 0, index: 0 }));
  return blockCoder({
    blockBytes: APPLE_BYTES * channels,
    blockFrames: APPLE_FRAMES,
    channels,
    isSequential: true,
    isDamaged: (view, start, channel) => (view.getUint8(start + channel * APPLE_BYTES + 1) & 127) > LAST_STEP,
    decodeBlock(view, start, channel, into, to) {
      const state = states[channel];
      const from = start + channel * APPLE_BYTES;
      const sample = view.getInt16(from, false) & ~127;
      const index = Math.min(LAST_STEP, view.getUint16(from, false) & 127);
      if (index !== state.index || Math.abs(sample - state.sample) > 127) state.sample = sample;
      state.index = index;
      for (let n = 0; n < APPLE_FRAMES; n++) {
        into[to++] = nextSample(state, (view.getUint8(from + 2 + (n >> 1)) >> (4 * (n & 1))) & 15);
      }
    },
  });
}
