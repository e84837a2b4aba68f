import { clamp } from '../../numeric/clamp.ts';
import { blockCoder } from './block-coder.ts';
import type { SampleCoder } from './pcm.ts';

/** Factors of the step for each nibble, in 1/256 (Microsoft, Multimedia Registration Kit, 1994). */
const ADAPTATION: readonly number[] = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230];
/** Greatest step whose adaptation fits in 32 bits, which only damaged blocks reach; as in ffmpeg. */
const MAX_STEP = Math.floor((2 ** 31 - 1) / 768);
/** The seven pairs of predictor coefficients, in 1/256, that each file has first in its own list. */
const COEFFICIENTS: readonly (readonly [number, number])[] = [
  [256, 0],
  [512, -256],
  [0, 0],
  [192, 64],
  [240, 0],
  [460, -208],
  [392, -232],
];

/**
 * The coder of WAV's Microsoft ADPCM: a block begins with a predictor, a step and two samples for each channel; nibbles follow, the
 * upper one first, the channels in turn. Undefined when the size of a block is impossible.
 *
 * @param coefficients the file's own pairs, if its header has them
 */
export function msAdpcmCoder(
  blockBytes: number,
  channels: number,
  coefficients: readonly (readonly [number, number])[] = COEFFICIENTS,
): SampleCoder | undefined {
  const headBytes = 7 * channels;
  if (channels > 2 || blockBytes < headBytes) return undefined;
  const blockFrames = 2 + Math.floor(((blockBytes - headBytes) * 2) / channels);
  return blockCoder({
    blockBytes,
    blockFrames,
    channels,
    isSequential: false,
    isDamaged: (view, start, channel) => view.getUint8(start + channel) >= coefficients.length,
    decodeBlock(view, start, channel, into, to) {
      const word = (index: number): number => view.getInt16(start + channels + 2 * (index * channels + channel), true);
      const [c1, c2] = coefficients[view.getUint8(start + channel)] ?? COEFFICIENTS[0];
      let [step, last, before] = [word(0), word(1), word(2)];
      into[to++] = before / 32_768;
      into[to++] = last / 32_768;
      for (let n = channel; n < (blockFrames - 2) * channels; n += channels) {
        const nibble = (view.getUint8(start + headBytes + (n >> 1)) >> (n & 1 ? 0 : 4)) & 15;
        // Rounded down, as in Microsoft's coder, sox and libsndfile; ffmpeg rounds towards 0.
        const predicted = (last * c1 + before * c2) >> 8;
        const sample = clamp(predicted + (nibble - (nibble & 8 ? 16 : 0)) * step, -32_768, 32_767);
        [before, last] = [last, sample];
        step = clamp((ADAPTATION[nibble] * step) >> 8, 16, MAX_STEP);
        into[to++] = sample / 32_768;
      }
    },
  });
}
