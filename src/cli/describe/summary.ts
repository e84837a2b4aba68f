import type { Analysis } from '../../descriptors/analysis/analyse.ts';
import { DESCRIPTORS, type DescriptorName } from '../../descriptors/descriptor.ts';
import type { Sound } from '../../descriptors/sound-file.ts';
import { PERCEPTUAL_SCALES, toPerceptual } from '../../descriptors/transform/perceptual.ts';
import { sparkline } from './sparkline.ts';

/** Frames below this RMS (-80 dBFS) say nothing of the sound. */
export const AUDIBLE_RMS = 1e-4;
/** From here on a frame counts as voiced. */
export const VOICED = 0.5;

const CURVE_WIDTH = 40;

interface Row {
  readonly what: string;
  readonly unit: string;
  readonly show: (value: number) => string;
}

const decibels = (rms: number): string => (rms > 0 ? (20 * Math.log10(rms)).toFixed(1) : '-inf');
const hertz = (value: number): string => (value < 100 ? value.toFixed(1) : value.toFixed(0));
const share = (value: number): string => (value > 0 && value < 0.001 ? value.toExponential(1) : value.toFixed(3));

const ROWS: Readonly<Record<DescriptorName, Row>> = {
  rms: { what: 'loudness', unit: 'dBFS', show: decibels },
  zcr: { what: 'percussivity', unit: 'crossings a sample', show: share },
  rolloff: { what: 'tone-likeness', unit: 'Hz', show: hertz },
  flatness: { what: 'noisiness', unit: '0-1', show: share },
  bandwidth: { what: 'richness', unit: 'Hz', show: hertz },
  centroid: { what: 'brightness', unit: 'Hz', show: hertz },
  f0: { what: 'pitch', unit: 'Hz', show: hertz },
};

/**
 * What a person wants to know of a sound: a line about the file, then a row a descriptor with its curve (on the
 * perceptual scale), lowest, median and highest value over the audible frames; for f0 over the voiced ones.
 */
export function summary(sound: Sound, result: Analysis): string {
  const { source, samples } = sound;
  const { analysis, frames, curves, f0Confidence } = result;
  const audible = Array.from(curves.rms, (rms) => rms > AUDIBLE_RMS);
  const voiced = audible.map((is, k) => is && f0Confidence[k] >= VOICED);
  const rows = DESCRIPTORS.map((name) => {
    const { what, unit, show } = ROWS[name];
    const counts = name === 'f0' ? voiced : audible;
    const values = [...curves[name]].filter((_, k) => counts[k]).sort((a, b) => a - b);
    const cells = [values[0], values[Math.floor(values.length / 2)], values.at(-1)];
    const scale = PERCEPTUAL_SCALES[name];
    const line = Array.from(curves[name], (x, k) => (counts[k] ? toPerceptual(scale, x) : Number.NaN));
    const shown = cells.map((x) => (x === undefined ? '-' : show(x)));
    return columns(name, what, sparkline(line, CURVE_WIDTH), shown, unit);
  });
  const heard = count(audible);
  const channels = source.channels === 1 ? 'mono' : `${source.channels} channels`;
  const seconds = (samples.length / sound.sampleRate).toFixed(2);
  return [
    `${source.path}: ${source.format}, ${source.sampleRate} Hz, ${channels}, ${seconds} s`,
    columns('', '', '', ['lowest', 'median', 'highest'], ''),
    ...rows,
    heard === 0
      ? 'silent: no frame above -80 dBFS'
      : `${frames} frames of ${analysis.hop} samples, ${heard} above -80 dBFS, ${percent(count(voiced), heard)} of those voiced`,
  ].join('\n');
}

function columns(name: string, what: string, curve: string, values: readonly string[], unit: string): string {
  const cells = [
    name.padEnd(10),
    what.padEnd(14),
    curve.padEnd(CURVE_WIDTH),
    ...values.map((x) => x.padStart(8)),
    unit,
  ];
  return cells.join(' ').trimEnd();
}

const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;
const percent = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;
