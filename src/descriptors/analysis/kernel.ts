import { fromBase64 } from '../../numeric/base64.ts';
import { KERNEL_BASE64 } from './kernel-binary.ts';
import { hann, twiddles } from './tables.ts';

/** Number of frames measured by one `run`. */
export const BATCH_FRAMES = 8;

const ELEMENT_BYTES = 32;
const PAGE_BYTES = 65_536;

/** Search range of YIN, Hz. */
export const PITCH_RANGE_HZ = { min: 50, max: 5000 } as const;

/** Measures five descriptors of eight frames at once, in WebAssembly; the source is `src/descriptors/analysis/kernel`. */
export interface AnalysisKernel {
  /** Input of `run`: `(BATCH_FRAMES - 1) * hop + 2 * leadSamples` samples, starting `leadSamples` before the first frame's centre. */
  readonly input: Float32Array;
  readonly leadSamples: number;
  /** Results of the last `run`, one value per frame: Hz, flatness 0-1; aperiodicity is YIN's d' at the chosen period. */
  readonly rolloff: Float64Array;
  readonly flatness: Float64Array;
  readonly bandwidth: Float64Array;
  readonly centroid: Float64Array;
  readonly f0: Float64Array;
  readonly aperiodicity: Float64Array;
  /** YIN's differences of the last `run`: period `shortestPeriod + i` of frame j is at index `BATCH_FRAMES * i + j`. */
  readonly differences: Float32Array;
  /** Period of the first difference, samples. */
  readonly shortestPeriod: number;
  run(): void;
}

interface Exports {
  spectral: (...numbers: number[]) => void;
  pitch: (...numbers: number[]) => number;
  base: () => number;
}

let compiled: WebAssembly.Module | undefined;

/** Creates a kernel. `spectralWindow` is a power of two of at least 8, `f0Window` a multiple of 4. */
export function createKernel(options: {
  sampleRate: number;
  hop: number;
  spectralWindow: number;
  f0Window: number;
}): AnalysisKernel {
  const { sampleRate, hop, spectralWindow, f0Window } = options;
  const shortestPeriod = Math.floor(sampleRate / PITCH_RANGE_HZ.max);
  const longestPeriod = Math.min(Math.ceil(sampleRate / PITCH_RANGE_HZ.min), f0Window - 1);
  const pitchSize = transformSize(f0Window + longestPeriod + 1);
  const leadSamples = Math.max(spectralWindow, f0Window) / 2;
  const inputLength = (BATCH_FRAMES - 1) * hop + 2 * leadSamples;

  const memory = new WebAssembly.Memory({ initial: 1 });
  const exports = instantiate(memory);
  let next = exports.base();
  const reserve = (bytes: number): number => {
    const at = Math.ceil(next / 64) * 64;
    next = at + bytes;
    return at;
  };
  const input = reserve(inputLength * 4);
  const window = reserve(spectralWindow * 8);
  const spectralTwiddles = reserve(spectralWindow * 12);
  const pitchTwiddles = reserve(pitchSize * 6);
  const out = reserve(6 * BATCH_FRAMES * 8);
  const spectralWork = reserve(3 * spectralWindow * ELEMENT_BYTES);
  const pitchWork = reserve(3 * pitchSize * ELEMENT_BYTES);
  memory.grow(Math.ceil(next / PAGE_BYTES));

  new Float64Array(memory.buffer, window, spectralWindow).set(hann(spectralWindow));
  new Float64Array(memory.buffer, spectralTwiddles, (spectralWindow / 4) * 6).set(twiddles(spectralWindow));
  new Float32Array(memory.buffer, pitchTwiddles, (pitchSize / 4) * 6).set(twiddles(pitchSize));

  const row = (i: number): Float64Array => new Float64Array(memory.buffer, out + i * BATCH_FRAMES * 8, BATCH_FRAMES);
  const spectralInput = input + (leadSamples - spectralWindow / 2) * 4;
  const pitchInput = input + (leadSamples - f0Window / 2) * 4;
  let differences = new Float32Array(0);
  return {
    input: new Float32Array(memory.buffer, input, inputLength),
    leadSamples,
    rolloff: row(0),
    flatness: row(1),
    bandwidth: row(2),
    centroid: row(3),
    f0: row(4),
    aperiodicity: row(5),
    get differences() {
      return differences;
    },
    shortestPeriod,
    run() {
      for (let first = 0; first < BATCH_FRAMES; first += 4) {
        const from = spectralInput + first * hop * 4;
        exports.spectral(spectralWindow, sampleRate, from, hop, window, spectralTwiddles, spectralWork, out, first);
      }
      const to = out + 4 * BATCH_FRAMES * 8;
      const at = exports.pitch(
        f0Window,
        pitchSize,
        shortestPeriod,
        longestPeriod,
        sampleRate,
        pitchInput,
        hop,
        pitchTwiddles,
        pitchWork,
        to,
      );
      differences = new Float32Array(memory.buffer, at, (longestPeriod - shortestPeriod + 1) * BATCH_FRAMES);
    },
  };
}

/** The smallest size of the form 2^a or 3 * 4^a that is at least `length`. */
function transformSize(length: number): number {
  let two = 1;
  while (two < length) two *= 2;
  let three = 3;
  while (three < length) three *= 4;
  return Math.min(two, three);
}

function instantiate(memory: WebAssembly.Memory): Exports {
  compiled ??= new WebAssembly.Module(fromBase64(KERNEL_BASE64));
  const { spectral, pitch, base } = new WebAssembly.Instance(compiled, { env: { memory } }).exports;
  if (typeof spectral !== 'function' || typeof pitch !== 'function' || typeof base !== 'function') {
    throw new TypeError('the analysis kernel lacks a function; run: node build/build-kernels.js');
  }
  return {
    spectral: (...numbers) => spectral(...numbers),
    pitch: (...numbers) => Number(pitch(...numbers)),
    base: () => Number(base()),
  };
}
