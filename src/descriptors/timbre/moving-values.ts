import { clamp } from '../../numeric/clamp.ts';
import { DESCRIPTORS, type DescriptorName } from '../descriptor.ts';
import { DESCRIPTOR_RANGES } from '../descriptor-ranges.ts';
import { fromPerceptual, PERCEPTUAL_SCALES, toPerceptual } from '../transform/perceptual.ts';

/** A stored number: whole, 0 to `max`, and its meaning. Decoding and encoding again gives the same number. */
export interface StoredValue {
  encode(value: number): number;
  decode(stored: number): number;
}

const whole = (value: number, max: number): number => clamp(Math.round(value), 0, max);

/** Quarters of a cent above 20 Hz, 16 bits: at most 1/8 cent away. */
export const storedHz: StoredValue = {
  encode: (hz) => whole(4800 * Math.log2(hz / 20), 48_496),
  decode: (stored) => 20 * 2 ** (stored / 4800),
};

/** 8 bits: 0 is no amplitude, then steps of 0.3 dB from -60 to 16.2 dB: at most 0.15 dB away. */
export const storedRatio: StoredValue = {
  encode: (ratio) => (ratio > 0 ? clamp(Math.round((20 * Math.log10(ratio) + 60.3) / 0.3), 1, 255) : 0),
  decode: (stored) => (stored === 0 ? 0 : 10 ** ((0.3 * stored - 60.3) / 20)),
};

/** 8 bits a cycle: at most 0.7 degrees away. */
export const storedPhase: StoredValue = {
  encode: (cycles) => Math.round(256 * (cycles - Math.floor(cycles))) % 256,
  decode: (stored) => stored / 256,
};

/** Roots in 8 bits: at most 0.004 away, less near 0, where the network's input is a logarithm. */
export const storedHarmonicity: StoredValue = {
  encode: (share) => whole(255 * Math.sqrt(share), 255),
  decode: (stored) => (stored / 255) ** 2,
};

/** 8 bits from -60 to 0 dB: at most 0.12 dB away. */
export const storedColour: StoredValue = {
  encode: (db) => whole((255 * (db + 60)) / 60, 255),
  decode: (stored) => (60 * stored) / 255 - 60,
};

const MOST = 0xffff;
/** Float32 has too few digits for smaller steps of flatness near 1, and for flatness nearer to 1, to come back as the same number. */
const FLATNESS_STEP = 0.002;
const FLATTEST = Math.log(1 / 3e-5 - 1);

/** Descriptors in 16 bits on the perceptual scale: at most 1/7500 octave away, 0.001 nepers of odds; both ends of a range are exact. */
export const STORED_DESCRIPTORS: readonly StoredValue[] = DESCRIPTORS.map(storedDescriptor);

function storedDescriptor(name: DescriptorName): StoredValue {
  const scale = PERCEPTUAL_SCALES[name];
  const { min, max } = DESCRIPTOR_RANGES[name];
  const low = toPerceptual(scale, min);
  const highest = toPerceptual(scale, max);
  const high = name === 'flatness' ? FLATTEST : highest;
  const step = name === 'flatness' ? FLATNESS_STEP : (high - low) / (MOST - 2);
  const last = 1 + Math.round((high - low) / step);
  return {
    encode: (value) => {
      const scaled = toPerceptual(scale, value);
      if (scaled <= low) return 0;
      if (scaled >= (high + highest) / 2) return MOST;
      return clamp(1 + Math.round((scaled - low) / step), 1, last);
    },
    decode: (stored) => {
      if (stored === 0) return min;
      return stored === MOST ? max : fromPerceptual(scale, low + (stored - 1) * step);
    },
  };
}
