import { NeurorackError } from '../../contracts/errors.ts';
import type { AnalysisSettings } from '../descriptor.ts';
import { PITCH_RANGE_HZ } from './kernel.ts';

const MAX_WINDOW = 32_768;

/**
 * Checks whether a sound of `length` samples can be measured with these settings.
 *
 * @throws NeurorackError 'bad-config' naming the setting and its range, or 'bad-input' when there are no samples
 */
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
  expect(isInteger(hop, 8, MAX_WINDOW), 'hop', hop, `a whole number from 8 to ${MAX_WINDOW}`);
  const { spectral, f0 } = windows;
  expect(
    isInteger(spectral, 64, MAX_WINDOW) && Number.isInteger(Math.log2(spectral)),
    'spectral window',
    spectral,
    `a power of two from 64 to ${MAX_WINDOW}`,
  );
  for (const name of ['rms', 'zcr'] as const) {
    const length = windows[name];
    expect(
      isInteger(length, 2, MAX_WINDOW) && length % 2 === 0,
      `${name} window`,
      length,
      `an even number from 2 to ${MAX_WINDOW}`,
    );
  }
  // librosa's condition: one period of the lowest pitch must fit.
  const minWindow = 4 * Math.ceil((sampleRate / PITCH_RANGE_HZ.min + 2) / 4);
  expect(
    isInteger(f0, minWindow, MAX_WINDOW) && f0 % 4 === 0,
    'f0 window',
    f0,
    `a multiple of 4 from ${minWindow} to ${MAX_WINDOW}`,
  );
}

function isInteger(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

function expect(holds: boolean, name: string, value: number, range: string): void {
  if (holds) return;
  throw new NeurorackError('bad-config', `${name} ${value} is not supported`, { remedy: `give ${range}` });
}
