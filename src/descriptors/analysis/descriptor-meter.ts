import { DEFAULT_ANALYSIS, type DescriptorName } from '../descriptor.ts';
import { pitchConfidence } from './confidence.ts';
import { BATCH_FRAMES, createKernel } from './kernel.ts';
import { frameRms } from './loudness.ts';
import { createCrossingCounter } from './zero-crossings.ts';

/** Linear RMS below which only loudness is measured. */
const SILENCE = 1e-4;
/** Confidence below which a snapshot has no pitch. */
const MIN_CONFIDENCE = 0.2;
/** Hop between the eight frames of a kernel run, samples; only the last frame is used. */
const HOP = 32;

/** The descriptors of the current sound, natural units; undefined where not measurable. */
export type DescriptorSnapshot = Readonly<Partial<Record<DescriptorName, number>>>;

/** Measures the descriptors of a running sound. */
export interface DescriptorMeter {
  /** Number of samples needed for a measurement: 51 ms at 44.1 kHz. */
  readonly length: number;
  /**
   * Measures the seven descriptors of the last `length` samples, by the definitions and default windows of `analyse`. Silence has
   * only loudness, and an aperiodic sound has no pitch.
   */
  measure(sound: Float32Array): DescriptorSnapshot;
}

/** Creates a meter; `sampleRate` in Hz. */
export function createDescriptorMeter(sampleRate: number): DescriptorMeter {
  const { windows } = DEFAULT_ANALYSIS;
  const kernel = createKernel({ sampleRate, hop: HOP, spectralWindow: windows.spectral, f0Window: windows.f0 });
  const { length } = kernel.input;
  const centre = length - kernel.leadSamples;
  const last = BATCH_FRAMES - 1;
  return {
    length,
    measure: (sound) => {
      const recent = sound.subarray(-length);
      const rms = frameRms(recent, centre - windows.rms / 2, windows.rms);
      if (rms < SILENCE) return { rms };
      kernel.input.set(recent);
      kernel.run();
      const f0Confidence = pitchConfidence(kernel.aperiodicity[last], rms);
      return {
        rms,
        zcr: createCrossingCounter(recent, windows.zcr).rate(centre - windows.zcr / 2),
        rolloff: kernel.rolloff[last],
        flatness: kernel.flatness[last],
        bandwidth: kernel.bandwidth[last],
        centroid: kernel.centroid[last],
        ...(f0Confidence >= MIN_CONFIDENCE && { f0: kernel.f0[last] }),
      };
    },
  };
}
