import FFT from 'fft.js';
import { erbBands } from '../../numeric/erb-bands.ts';
import { hash2 } from '../../numeric/hash.ts';
import { flattenEnvelope } from './flat-envelope.ts';
import { createSynthKernel, type SynthKernel } from './synth-kernel.ts';
import type { SynthesisParameters } from './synthesis-parameters.ts';

/**
 * Bytes beside the loops, for the notes that read them: a note takes 65 000, with tracks 132 000, a voice has four notes. Untouched bytes are
 * address space alone, so there is room for two hundred voices, or 120 with tracks.
 */
const NOTES_BYTES = 2 ** 26;

/** Noise bands as loops of unit RMS, shared by all notes: only the offset at which a note starts to read is seeded. */
export interface NoiseLoops {
  readonly count: number;
  /** Samples of a loop. */
  readonly length: number;
  /**
   * Band b is `samples[b * stride ... b * stride + length)` times `scales[b]`; its first samples follow again, up to `stride`. 16 bits have
   * an error 88 dB below the band's RMS and are the smaller load: reading loops from memory takes longer than the computation with them.
   */
  readonly stride: number;
  readonly samples: Int16Array;
  readonly scales: Float32Array;
  /** The kernel whose memory holds them, with room for the notes that render them. */
  readonly kernel: SynthKernel;
}

export interface NoiseLoopOptions {
  readonly bands: SynthesisParameters['noiseBands'];
  readonly sampleRate: number;
  /** Samples of a loop's start repeated after its end, so that a block never has to wrap. */
  readonly guard: number;
}

/**
 * Makes the loops: sine-edged magnitudes, hashed phases changed until the envelope is flat, one inverse Fourier transform for two bands.
 *
 * A band fills few of the loop's bins, so the transform is split: samples r, r + R, r + 2R, ... are the transform of the
 * spectrum turned by r samples and folded to `length / R` bins, which is exact and takes a third of the time.
 */
export function createNoiseLoops({ bands, sampleRate, guard }: NoiseLoopOptions): NoiseLoops {
  const { count, loopLength: length } = bands;
  const stride = length + guard;
  const kernel = createSynthKernel(2 * count * stride + NOTES_BYTES);
  const samples = kernel.shorts(count * stride);
  const scales = kernel.floats(count);
  const pair = [kernel.floats(length), kernel.floats(length)];
  const edges = erbBands(bands.lowHz, bands.highHz, bands.count);
  const hzPerBin = sampleRate / length;
  const transforms = new Map<number, FFT>();

  for (let band = 0; band < count; band += 2) {
    const first = bandSpectrum(band, edges, bands, hzPerBin);
    const second = bandSpectrum(Math.min(band + 1, count - 1), edges, bands, hzPerBin);
    const points = foldedSize(first.bins + second.bins, length);
    const transform = transforms.get(points) ?? new FFT(points);
    transforms.set(points, transform);
    inversePair({ first, second, transform, points, pair });
    for (let b = band; b < Math.min(band + 2, count); b++) {
      const at = samples.byteOffset + 2 * b * stride;
      scales[b] = kernel.run.quantise(length, pair[b - band].byteOffset, at);
    }
  }
  for (let band = 0; band < count; band++) {
    const start = band * stride;
    samples.copyWithin(start + length, start, start + guard);
  }
  return { count, length, stride, samples, scales, kernel };
}

/** The bins of one band from `lowest` up: complex values, and the rotation of each from one sample to the next. */
interface BandSpectrum {
  readonly lowest: number;
  readonly bins: number;
  readonly value: Float64Array;
  readonly turn: Float64Array;
}

function bandSpectrum(
  band: number,
  edges: Float64Array,
  { transition, flattening, loopLength: length }: SynthesisParameters['noiseBands'],
  hzPerBin: number,
): BandSpectrum {
  const low = edges[band];
  const high = edges[band + 1];
  const width = transition * (high - low);
  const lowest = Math.max(1, Math.ceil((low - width / 2) / hzPerBin));
  const highest = Math.min(length / 2 - 1, Math.floor((high + width / 2) / hzPerBin));
  const bins = Math.max(0, highest - lowest + 1);
  const value = new Float64Array(2 * bins);
  const turn = new Float64Array(2 * bins);

  let power = 0;
  for (let k = 0; k < bins; k++) {
    const hz = (lowest + k) * hzPerBin;
    const rise = Math.min(1, (hz - low + width / 2) / width);
    const fall = Math.min(1, (high + width / 2 - hz) / width);
    const magnitude = Math.sin((Math.PI / 2) * rise * fall);
    const phase = (2 * Math.PI * hash2(band + 1, lowest + k)) / 2 ** 32;
    const angle = (2 * Math.PI * (lowest + k)) / length;
    value[2 * k] = magnitude * Math.cos(phase);
    value[2 * k + 1] = magnitude * Math.sin(phase);
    turn[2 * k] = Math.cos(angle);
    turn[2 * k + 1] = Math.sin(angle);
    power += magnitude * magnitude;
  }
  // Parseval: a real signal of these bins and their mirror images has a mean square of 2 * power.
  const unit = 1 / Math.sqrt(2 * power);
  for (let k = 0; k < 2 * bins; k++) value[k] *= unit;
  flattenEnvelope(value, flattening);
  return { lowest, bins, value, turn };
}

/** Bins that a pair's spectrum is folded to: about as many as it fills, which balances the cost of rotations and transforms. */
function foldedSize(bins: number, length: number): number {
  return Math.min(length, 2048, Math.max(64, 2 ** Math.ceil(Math.log2(bins))));
}

interface PairOptions {
  readonly first: BandSpectrum;
  readonly second: BandSpectrum;
  readonly transform: FFT;
  readonly points: number;
  /** Two loops, overwritten. */
  readonly pair: readonly Float32Array[];
}

/** Writes two loops at once, one as the real and one as the imaginary part of an inverse transform. */
function inversePair({ first, second, transform, points, pair: [real, imaginary] }: PairOptions): void {
  const folded = new Float64Array(2 * points);
  const signal = new Float64Array(2 * points);
  const steps = real.length / points;

  for (let r = 0; r < steps; r++) {
    folded.fill(0);
    foldReal(first, folded, points);
    foldImaginary(second, folded, points);
    transform.transform(signal, folded);
    for (let m = 0, n = r; m < 2 * points; m += 2, n += steps) {
      real[n] = signal[m];
      imaginary[n] = signal[m + 1];
    }
    turnBySample(first);
    turnBySample(second);
  }
}

// The forward transform of a spectrum in reversed order is its inverse transform: bin i goes to slot -i, its mirror to i.

function foldReal({ lowest, bins, value }: BandSpectrum, folded: Float64Array, points: number): void {
  const mask = points - 1;
  for (let k = 0; k < bins; k++) {
    const slot = 2 * ((lowest + k) & mask);
    const reversed = 2 * (-(lowest + k) & mask);
    folded[reversed] += value[2 * k];
    folded[reversed + 1] += value[2 * k + 1];
    folded[slot] += value[2 * k];
    folded[slot + 1] -= value[2 * k + 1];
  }
}

function foldImaginary({ lowest, bins, value }: BandSpectrum, folded: Float64Array, points: number): void {
  const mask = points - 1;
  for (let k = 0; k < bins; k++) {
    const slot = 2 * ((lowest + k) & mask);
    const reversed = 2 * (-(lowest + k) & mask);
    folded[reversed] -= value[2 * k + 1];
    folded[reversed + 1] += value[2 * k];
    folded[slot] += value[2 * k + 1];
    folded[slot + 1] += value[2 * k];
  }
}

function turnBySample({ bins, value, turn }: BandSpectrum): void {
  for (let k = 0; k < 2 * bins; k += 2) {
    const re = value[k] * turn[k] - value[k + 1] * turn[k + 1];
    value[k + 1] = value[k] * turn[k + 1] + value[k + 1] * turn[k];
    value[k] = re;
  }
}
