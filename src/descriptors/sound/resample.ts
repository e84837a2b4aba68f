import { createRequire } from 'node:module';
import { NeurorackError } from '../../contracts/errors.ts';

const BLOCK = 65_536;
/** Highest rate that libsamplerate-js accepts, Hz. */
const HIGHEST_RATE = 192_000;
/** Half the length of libsamplerate's best filter, in samples at the lower of the two rates, rounded up. */
const FILTER_REACH = 256;

/**
 * Changes the sample rate with libsamplerate's best sinc (alias and image below -97 dB by its own statement; the
 * tests ask -90 dB). Sample 0 stays at time 0; `round(n * to / from)` samples, at least one.
 */
export async function resample(
  samples: Float32Array,
  from: number,
  to: number,
  onProgress?: (share: number) => void,
): Promise<Float32Array> {
  if (from === to) return samples;
  const converter = await openConverter(from, to);
  const wanted = Math.max(1, Math.round((samples.length * to) / from));
  const output = new Float32Array(wanted);
  // The converter holds back what its filter still needs: zeros behind the sound push the end out.
  const end = samples.length + 2 * Math.ceil(FILTER_REACH * Math.max(1, from / to));
  let filled = 0;
  try {
    for (let at = 0; at < end && filled < wanted; at += BLOCK) {
      const block = new Float32Array(Math.min(BLOCK, end - at));
      block.set(samples.subarray(at, at + BLOCK));
      const made = converter.full(block).subarray(0, wanted - filled);
      output.set(made, filled);
      filled += made.length;
      onProgress?.(Math.min(1, (at + BLOCK) / end));
    }
  } finally {
    converter.destroy();
  }
  return output;
}

type Library = typeof import('@alexanderolsen/libsamplerate-js');

async function openConverter(from: number, to: number): Promise<Awaited<ReturnType<Library['create']>>> {
  try {
    // A CommonJS bundle whose names an import statement does not see.
    const library: Library = createRequire(import.meta.url)('@alexanderolsen/libsamplerate-js');
    const [source, target] = within(from, to, HIGHEST_RATE);
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
 * Two whole rates up to `most` with the ratio of `from` and `to`, which is all that counts: theirs when they fit, else the best of
 * their continued fraction (off by less than 1 in 10^9: no sample in six hours), as large as fits.
 */
function within(from: number, to: number, most: number): readonly [number, number] {
  if (from <= most && to <= most) return [from, to];
  let [a, b, before, last] = [1, 0, 0, 1];
  for (let [x, y] = [from, to]; y !== 0; [x, y] = [y, x % y]) {
    const term = Math.floor(x / y);
    const [nextA, nextB] = [term * a + before, term * b + last];
    if (Math.max(nextA, nextB) > most) break;
    [before, last, a, b] = [a, b, nextA, nextB];
  }
  const times = Math.floor(most / Math.max(a, b));
  return [a * times, b * times];
}
