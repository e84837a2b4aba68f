import type { DescriptorName } from '../../../descriptors/descriptor.ts';
import { DESCRIPTOR_RANGES, type ValueRange } from '../../../descriptors/descriptor-ranges.ts';
import { fromPerceptual, PERCEPTUAL_SCALES, toPerceptual } from '../../../descriptors/transform/perceptual.ts';

/** How a curve is shown and moved: words, unit, marks and steps. */
export interface CurveAxis {
  readonly unit: string;
  /** Where the axis may be marked, natural units, rising. */
  readonly marks: readonly number[];
  text(value: number): string;
  /** What a shift is called and how far it goes on the perceptual scale: the small one and the large one. */
  readonly steps: readonly [ShiftStep, ShiftStep];
}

export interface ShiftStep {
  readonly label: string;
  readonly by: number;
}

const DECIBEL = Math.log2(10) / 20;
const HERTZ_MARKS = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000];
const hertzText = (value: number): string =>
  value < 1000 ? `${Number(value.toPrecision(3))} Hz` : `${Number((value / 1000).toPrecision(3))} kHz`;
const hertz: CurveAxis = {
  unit: 'Hz',
  marks: HERTZ_MARKS,
  text: hertzText,
  steps: [
    { label: '1 semitone', by: 1 / 12 },
    { label: '1 octave', by: 1 },
  ],
};

export const CURVE_AXES: Readonly<Record<DescriptorName, CurveAxis>> = {
  rms: {
    unit: 'dB',
    marks: [-100, -80, -60, -40, -20, -10, 0].map((decibels) => 10 ** (decibels / 20)),
    text: (value) => `${Math.round(20 * Math.log10(Math.max(value, 1e-5)))} dB`,
    steps: [
      { label: '1 dB', by: DECIBEL },
      { label: '6 dB', by: 6 * DECIBEL },
    ],
  },
  zcr: {
    unit: 'crossings a sample',
    marks: [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1],
    text: (value) => String(Number(value.toFixed(3))),
    steps: [
      { label: '0.01', by: 0.01 },
      { label: '0.05', by: 0.05 },
    ],
  },
  rolloff: hertz,
  flatness: {
    unit: 'tone 0 to noise 1',
    marks: [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 0.5, 0.9, 0.99],
    text: (value) => String(Number(value.toPrecision(2))),
    steps: [
      { label: 'a little', by: 0.25 },
      { label: 'much', by: 1 },
    ],
  },
  bandwidth: hertz,
  centroid: hertz,
  f0: hertz,
};

/** From the lowest to the highest value of a curve on its perceptual scale. */
export function legalScaled(name: DescriptorName): ValueRange {
  const { min: low, max: high } = DESCRIPTOR_RANGES[name];
  return { min: scaled(name, low), max: scaled(name, high) };
}

export const scaled = (name: DescriptorName, value: number): number => toPerceptual(PERCEPTUAL_SCALES[name], value);

export const natural = (name: DescriptorName, value: number): number => fromPerceptual(PERCEPTUAL_SCALES[name], value);

/** The marks that lie in view, on the perceptual scale; no more than `most`. */
export function marksWithin(name: DescriptorName, { min: low, max: high }: ValueRange, most: number): number[] {
  const within = CURVE_AXES[name].marks.map((mark) => scaled(name, mark)).filter((mark) => mark >= low && mark <= high);
  // So close to a curve that fewer than two marks are left: the ends and the middle say where one is.
  if (within.length < 2) return [low, (low + high) / 2, high];
  const every = Math.ceil(within.length / Math.max(2, most));
  return within.filter((_, n) => (within.length - 1 - n) % every === 0);
}
