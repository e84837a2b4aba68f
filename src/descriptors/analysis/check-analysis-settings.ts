import { NeurorackError } from '../../contracts/errors.ts';
import type { AnalysisSettings } from '../descriptor.ts';
import { PITCH_RANGE_HZ } from './kernel.ts';

const LONGEST_WINDOW = 32_768;

/** Throws `bad-config` (which number, what it may be) or `bad-input` (no samples) when a sound cannot be measured so. */
export function checkAnalysisSettings(settings: AnalysisSettings, length: number): void {
  const { hop, sampleRate, windows } = settings;
  if (length === 0) {
    throw new NeurorackError('bad-input', 'the sound has no samples', {
      remedy: 'give a sound of at least one sample',
    });
  }
  expect(
    Number.isFinite(sampleRate) && sampleRate > 2 * PITCH_RANGE_HZ.max,
    'sample rate',
    sampleRate,
    'above 10000 Hz',
  );
  expect(isInteger(hop, 8, LONGEST_WINDOW), 'hop', hop, `a whole number from 8 to ${LONGEST_WINDOW}`);
  const { spectral, f0 } = windows;
  expect(
    isInteger(spectral, 64, LONGEST_WINDOW) && Number.isInteger(Math.log2(spectral)),
    'spectral window',
    spectral,
    `a power of two from 64 to ${LONGEST_WINDOW}`,
  );
  for (const name of ['rms', 'zcr'] as const) {
    const length = windows[name];
    expect(
      isInteger(length, 2, LONGEST_WINDOW) && length % 2 === 0,
      `${name} window`,
      length,
      `an even number from 2 to ${LONGEST_WINDOW}`,
    );
  }
  // librosa's condition: one period of the lowest pitch must fit.
  const shortest = 4 * Math.ceil((sampleRate / PITCH_RANGE_HZ.min + 2) / 4);
  expect(
    isInteger(f0, shortest, LONGEST_WINDOW) && f0 % 4 === 0,
    'f0 window',
    f0,
    `a multiple of 4 from ${shortest} to ${LONGEST_WINDOW}`,
  );
}

function isInteger(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function expect(holds: boolean, name: string, value: number, range: string): void {
  if (holds) return;
  throw new NeurorackError('bad-config', `${name} ${value} cannot be measured with`, { remedy: `give ${range}` });
}
