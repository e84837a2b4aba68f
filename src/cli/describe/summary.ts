import type { Analysis } from '../../descriptors/analysis/analyse.ts';
import { DESCRIPTORS, type DescriptorName } from '../../descriptors/descriptor.ts';
import type { Recording } from '../../descriptors/recording/load-recording.ts';
import { PERCEPTUAL_SCALES, toPerceptual } from '../../descriptors/transform/perceptual.ts';
import { sparkline } from './sparkline.ts';

/** Frames below this RMS (-80 dBFS) are silent and ignored. */
export const AUDIBLE_RMS = 1e-4;
/** Confidence of f0 from which a frame is voiced. */
export const VOICED = 0.5;

const CURVE_WIDTH = 40;

interface Row {
  readonly label: string;
  readonly unit: string;
  readonly show: (value: number) => string;
}

const decibels = (rms: number): string => (rms > 0 ? (20 * Math.log10(rms)).toFixed(1) : '-inf');
const hertz = (value: number): string => (value < 100 ? value.toFixed(1) : value.toFixed(0));
const share = (value: number): string => (value > 0 && value < 0.001 ? value.toExponential(1) : value.toFixed(3));

const ROWS: Readonly<Record<DescriptorName, Row>> = {
  rms: { label: 'loudness', unit: 'dBFS', show: decibels },
  zcr: { label: 'percussivity', unit: 'crossings per sample', show: share },
  rolloff: { label: 'tone', unit: 'Hz', show: hertz },
  flatness: { label: 'noisiness', unit: '0-1', show: share },
  bandwidth: { label: 'richness', unit: 'Hz', show: hertz },
  centroid: { label: 'brightness', unit: 'Hz', show: hertz },
  f0: { label: 'pitch', unit: 'Hz', show: hertz },
};

/**
 * Summarises a sound: a line about the file, then a row for each descriptor with its curve (on the perceptual scale) and its minimum,
 * median and maximum over the audible frames; for f0 over the voiced ones.
 */
export function summary(sound: Recording, result: Analysis): string {
  const { source, samples } = sound;
  const { analysis, frames, curves, f0Confidence } = result;
  const audible = Array.from(curves.rms, (rms) => rms > AUDIBLE_RMS);
  const voiced = audible.map((is, k) => is && f0Confidence[k] >= VOICED);
  const rows = DESCRIPTORS.map((name) => {
    const { label, unit, show } = ROWS[name];
    const counts = name === 'f0' ? voiced : audible;
    const values = [...curves[name]].filter((_, k) => counts[k]).sort((a, b) => a - b);
    const cells = [values[0], values[Math.floor(values.length / 2)], values.at(-1)];
    const scale = PERCEPTUAL_SCALES[name];
    const line = Array.from(curves[name], (x, k) => (counts[k] ? toPerceptual(scale, x) : Number.NaN));
    const shown = cells.map((x) => (x === undefined ? '-' : show(x)));
    return columns(name, label, sparkline(line, CURVE_WIDTH), shown, unit);
  });
  const audibleCount = count(audible);
  const channels = source.channels === 1 ? 'mono' : `${source.channels} channels`;
  const seconds = (samples.length / sound.sampleRate).toFixed(2);
  return [
    `${source.path}: ${source.format}, ${source.sampleRate} Hz, ${channels}, ${seconds} s`,
    columns('', '', '', ['min', 'median', 'max'], ''),
    ...rows,
    ...removedLine(sound.removed),
    audibleCount === 0
      ? 'silent: no frame above -80 dBFS'
      : `${frames} frames of ${analysis.hop} samples, ${audibleCount} above -80 dBFS, ${percent(count(voiced), audibleCount)} of those voiced`,
  ].join('\n');
}

function removedLine({ hasOffset, hasRumble, offset, rumble }: Recording['removed']): readonly string[] {
  if (!hasOffset && !hasRumble) return [];
  const parts = [
    ...(hasOffset ? [`a DC offset of ${offset.toPrecision(2)}`] : []),
    ...(hasRumble ? [`rumble below 10 Hz of ${decibels(rumble)} dBFS`] : []),
  ];
  return [`removed before: ${parts.join(' and ')}`];
}

function columns(name: string, label: string, curve: string, values: readonly string[], unit: string): string {
  const cells = [
    name.padEnd(10),
    label.padEnd(14),
    curve.padEnd(CURVE_WIDTH),
    ...values.map((x) => x.padStart(8)),
    unit,
  ];
  return cells.join(' ').trimEnd();
}

const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;
const percent = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;
