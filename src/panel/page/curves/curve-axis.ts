import type { DescriptorName } from '../../../descriptors/descriptor.ts';
import { DESCRIPTOR_RANGES, type ValueRange } from '../../../descriptors/descriptor-ranges.ts';
import { fromPerceptual, PERCEPTUAL_SCALES, toPerceptual } from '../../../descriptors/transform/perceptual.ts';

/** Axis of a curve: unit, marks, text of values, and steps of a shift. */
export interface CurveAxis {
  readonly unit: string;
  /** Possible marks of the axis, in natural units, ascending. */
  readonly marks: readonly number[];
  text(value: number): string;
  /** The small and the large step of a shift. */
  readonly steps: readonly [ShiftStep, ShiftStep];
}

export interface ShiftStep {
  readonly label: string;
  /** Distance on the perceptual scale. */
  readonly by: number;
}

const DECIBEL = Math.log2(10) / 20;
const HERTZ_MARKS = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000];
const hertzText = (value: number): string =>
  value < 1000 ? `${Number(value.toPrecision(3))} Hz` : `${Number((value / 1000).toPrecision(3))} kHz`;
const percent = (share: number, digits: number): string => `${Number((100 * share).toPrecision(digits))} %`;
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
  // The share of the samples at which the waveform crosses zero.
  zcr: {
    unit: '% crossings',
    marks: [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1],
    text: (value) => percent(value, 3),
    steps: [
      { label: '1 %', by: 0.01 },
      { label: '5 %', by: 0.05 },
    ],
  },
  rolloff: hertz,
  flatness: {
    unit: '% noise',
    marks: [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 0.5, 0.9, 0.99],
    text: (value) => percent(value, 2),
    steps: [
      { label: 'small step', by: 0.25 },
      { label: 'large step', by: 1 },
    ],
  },
  bandwidth: hertz,
  centroid: hertz,
  f0: hertz,
};

/** Range of a curve on its perceptual scale. */
export function legalScaled(name: DescriptorName): ValueRange {
  const { min: low, max: high } = DESCRIPTOR_RANGES[name];
  return { min: scaled(name, low), max: scaled(name, high) };
}

export const scaled = (name: DescriptorName, value: number): number => toPerceptual(PERCEPTUAL_SCALES[name], value);

export const natural = (name: DescriptorName, value: number): number => fromPerceptual(PERCEPTUAL_SCALES[name], value);

/** The marks in view, on the perceptual scale; at most `maxCount`. */
export function marksWithin(name: DescriptorName, { min: low, max: high }: ValueRange, maxCount: number): number[] {
  const within = CURVE_AXES[name].marks.map((mark) => scaled(name, mark)).filter((mark) => mark >= low && mark <= high);
  // Zoomed in so far that fewer than two marks are in view: mark both ends and the middle.
  if (within.length < 2) return [low, (low + high) / 2, high];
  const every = Math.ceil(within.length / Math.max(2, maxCount));
  return within.filter((_, n) => (within.length - 1 - n) % every === 0);
}
