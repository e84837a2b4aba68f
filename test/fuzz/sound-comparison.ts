import { resample } from '../../src/descriptors/sound/resample.ts';
import { SAMPLE_RATE, type Sound } from '../../src/descriptors/sound-file.ts';
import type { ReferenceSound } from './sound-reference.ts';

/** Greatest difference of samples without loss: less than a step of 24 bits, from the rounding of means and floats. */
const EXACT = 2 ** -22;

/** Formats whose packets have no checksum: no reader finds damage within one, and decoders make different noise of it. */
const UNCHECKED = new Set(['MP3', 'MP4', 'AAC']);

/**
 * `unchecked`: a damaged stream without checksums, which is as long as the sound was or as the reference's, and not too loud. Else the
 * difference as a clause.
 */
export type Comparison = 'equal' | 'unchecked' | { readonly difference: string };

export interface Compared {
  readonly sound: Sound;
  /** The sound before the mutation. */
  readonly original: Sound;
  readonly isAdpcm: boolean;
  readonly isDamaged: boolean;
}

/** Compares a sound with a reference decoder's of the same file, or else with the sound before the mutation, which is right as well. */
export async function compareSounds(compared: Compared, reference: ReferenceSound | undefined): Promise<Comparison> {
  const { sound, original, isDamaged } = compared;
  const difference = await differenceFrom(compared, reference);
  if (difference === undefined || differenceOf(original.samples, sound) === undefined) return 'equal';
  return isDamaged && UNCHECKED.has(sound.source.format) && isAlike(compared, reference) ? 'unchecked' : { difference };
}

async function differenceFrom({ sound, isAdpcm }: Compared, reference: ReferenceSound | undefined) {
  if (reference === undefined) return 'read, but refused by the reference';
  const { sampleRate, channels } = sound.source;
  // CAF states fractions of a hertz, which other decoders leave out.
  if (Math.abs(reference.sampleRate - sampleRate) >= 1) return `at ${sampleRate} Hz, not ${reference.sampleRate}`;
  if (reference.channels !== channels) return `of ${channels} channels, not ${reference.channels}`;
  const expected = await resample(mean(reference.samples, channels), sampleRate, SAMPLE_RATE);
  // ffmpeg plays the padding of the last block of ADPCM too.
  const padding = expected.length - sound.samples.length;
  if (!isAdpcm || padding <= 0 || padding >= MAX_PADDING)
    return differenceOf(expected, sound, isAdpcm ? ADPCM_STEPS : 0);
  // The padding reaches into the resampled end.
  const length = sound.samples.length - (sampleRate === SAMPLE_RATE ? 0 : RESAMPLED_END);
  const whole = { ...sound, samples: sound.samples.subarray(0, length) };
  return differenceOf(expected.subarray(0, length), whole, ADPCM_STEPS);
}

/** A few steps of 16 bits, by which ffmpeg's decoder of IMA ADPCM in WAV rounds beside the standard. */
const ADPCM_STEPS = 4 * 2 ** -15;
const RESAMPLED_END = 512;
/** Frames of a long block of ADPCM. */
const MAX_PADDING = 4096;
/** Frames by which decoders of MP3 disagree when the frame of information or the header of a frame is damaged. */
const SLACK = 3 * 1152;
/** Above it, the reader warns. */
const MAX_PEAK = 4.1;

function isAlike({ sound, original }: Compared, reference: ReferenceSound | undefined): boolean {
  const { samples, source } = sound;
  const referenceFrames = (reference?.samples.length ?? 0) / (reference?.channels ?? 1);
  const lengths = [original.samples.length, (referenceFrames * SAMPLE_RATE) / source.sampleRate];
  const isLong = lengths.some((length) => Math.abs(length - samples.length) <= SLACK);
  return isLong && peakOf(samples) <= MAX_PEAK;
}

const peakOf = (samples: Float32Array): number => samples.reduce((max, x) => Math.max(max, Math.abs(x)), 0);

/** The first difference between samples of more than the decoder's rounding or `least`, as a clause; undefined without one. */
export function differenceOf(expected: Float32Array, { samples, source }: Sound, least = 0): string | undefined {
  const { tolerance: usual, slack } = toleranceOf(source.format);
  const tolerance = Math.max(usual, least);
  if (Math.abs(expected.length - samples.length) > slack) return `${samples.length} samples, not ${expected.length}`;
  const length = Math.min(samples.length, expected.length);
  const scale = Math.max(1, peakOf(expected));
  for (let n = 0; n < length; n++) {
    if (!(Math.abs(samples[n] - expected[n]) <= tolerance * scale)) {
      return `sample ${n} of ${length} is ${samples[n]}, not ${expected[n]}`;
    }
  }
  return undefined;
}

function toleranceOf(format: string): { readonly tolerance: number; readonly slack: number } {
  switch (format) {
    case 'MP3':
      return { tolerance: 1e-4, slack: 0 };
    case 'Ogg Vorbis':
      // ffmpeg loses up to half a block at the end of a stream of one page.
      return { tolerance: 1e-4, slack: 256 };
    case 'Ogg Opus':
      return { tolerance: 1e-3, slack: 0 };
    case 'MP4':
      // ffmpeg leaves the padding of AAC on.
      return { tolerance: 3e-3, slack: 1024 };
    default:
      return { tolerance: EXACT, slack: 0 };
  }
}

function mean(interleaved: Float32Array, channels: number): Float32Array {
  return Float32Array.from({ length: Math.floor(interleaved.length / channels) }, (_, frame) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += interleaved[frame * channels + channel];
    return sum / channels;
  });
}
