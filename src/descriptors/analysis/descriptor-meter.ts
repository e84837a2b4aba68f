import { DEFAULT_ANALYSIS, type DescriptorName } from '../descriptor.ts';
import { pitchConfidence } from './confidence.ts';
import { BATCH_FRAMES, createKernel } from './kernel.ts';
import { frameRms } from './loudness.ts';
import { createCrossingCounter } from './zero-crossings.ts';

/** Quieter than this nothing but loudness is measured, linear RMS. */
const SILENCE = 1e-4;
/** A pitch less sure than this is none. */
const LEAST_CONFIDENCE = 0.2;
/** Between the eight frames that the kernel measures at once, samples: close enough to be one moment. */
const HOP = 32;

/** The descriptors of what sounds just now, natural units. */
export type DescriptorSnapshot = Readonly<Partial<Record<DescriptorName, number>>>;

/** Measures one moment. */
export interface DescriptorMeter {
  /** Samples that a moment needs: 51 ms at 44.1 kHz. */
  readonly length: number;
  /**
   * The seven of the last `length` samples, by the definitions of `analyse` and its default windows. Silence has no descriptor but
   * loudness, and what is not periodic has no pitch.
   */
  measure(sound: Float32Array): DescriptorSnapshot;
}

/** @param sampleRate Hz */
export function createDescriptorMeter(sampleRate: number): DescriptorMeter {
  const { windows } = DEFAULT_ANALYSIS;
  const kernel = createKernel({ sampleRate, hop: HOP, spectralWindow: windows.spectral, f0Window: windows.f0 });
  const { length } = kernel.input;
  const centre = length - kernel.leadSamples;
  const last = BATCH_FRAMES - 1;
  return {
    length,
    measure: (sound) => {
      const heard = sound.subarray(-length);
      const rms = frameRms(heard, centre - windows.rms / 2, windows.rms);
      if (rms < SILENCE) return { rms };
      kernel.input.set(heard);
      kernel.run();
      const sureness = pitchConfidence(kernel.aperiodicity[last], rms);
      return {
        rms,
        zcr: createCrossingCounter(heard, windows.zcr).rate(centre - windows.zcr / 2),
        rolloff: kernel.rolloff[last],
        flatness: kernel.flatness[last],
        bandwidth: kernel.bandwidth[last],
        centroid: kernel.centroid[last],
        ...(sureness >= LEAST_CONFIDENCE && { f0: kernel.f0[last] }),
      };
    },
  };
}
