import { NeurorackError } from '../../contracts/errors.ts';
import { loadRateLibrary, type RateLibrary } from './rate-library.ts';

const BLOCK_SAMPLES = 65_536;
/** Highest rate that libsamplerate-js accepts, Hz. */
const MAX_RATE_HZ = 192_000;
/** Half the length of libsamplerate's best filter, in samples at the lower of the two rates, rounded up. */
const FILTER_HALF_LENGTH = 256;

/**
 * Changes the sample rate with libsamplerate's best sinc converter (alias and image below -97 dB by its documentation; the tests
 * require -90 dB). Sample 0 stays at time 0; the result has `round(n * to / from)` samples, at least one.
 */
export async function resample(
  samples: Float32Array,
  from: number,
  to: number,
  onProgress?: (share: number) => void,
): Promise<Float32Array> {
  if (from === to) return samples;
  const converter = await openConverter(from, to);
  const length = Math.max(1, Math.round((samples.length * to) / from));
  const output = new Float32Array(length);
  // The converter holds samples back for its filter: zeros after the sound flush the end out.
  const end = samples.length + 2 * Math.ceil(FILTER_HALF_LENGTH * Math.max(1, from / to));
  let filled = 0;
  try {
    for (let at = 0; at < end && filled < length; at += BLOCK_SAMPLES) {
      const block = new Float32Array(Math.min(BLOCK_SAMPLES, end - at));
      block.set(samples.subarray(at, at + BLOCK_SAMPLES));
      const converted = converter.full(block).subarray(0, length - filled);
      output.set(converted, filled);
      filled += converted.length;
      onProgress?.(Math.min(1, (at + BLOCK_SAMPLES) / end));
    }
  } finally {
    converter.destroy();
  }
  return output;
}

async function openConverter(from: number, to: number): Promise<Awaited<ReturnType<RateLibrary['create']>>> {
  try {
    const library = await loadRateLibrary();
    const [source, target] = equivalentRates(from, to, MAX_RATE_HZ);
    return await library.create(1, source, target, {
      converterType: library.ConverterType.SRC_SINC_BEST_QUALITY,
    });
  } catch (cause) {
    throw new NeurorackError('missing-library', `the converter from ${from} Hz to ${to} Hz did not load`, {
      remedy: 'install the package again: npm ci',
      cause,
    });
  }
}

/**
 * Two integer rates up to `max` with the ratio of `from` and `to`, the only thing that matters to the converter. The rates
 * themselves where they fit; otherwise the best approximation by continued fraction (off by less than 1 in 10^9: no sample in six
 * hours), scaled up to `max`.
 */
function equivalentRates(from: number, to: number, max: number): readonly [number, number] {
  if (from <= max && to <= max) return [from, to];
  let [a, b, before, last] = [1, 0, 0, 1];
  for (let [x, y] = [from, to]; y !== 0; [x, y] = [y, x % y]) {
    const term = Math.floor(x / y);
    const [nextA, nextB] = [term * a + before, term * b + last];
    if (Math.max(nextA, nextB) > max) break;
    [before, last, a, b] = [a, b, nextA, nextB];
  }
  const times = Math.floor(max / Math.max(a, b));
  return [a * times, b * times];
}
