import { type AnalysisSettings, DEFAULT_ANALYSIS, type DescriptorName } from '../descriptor.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { withOctave } from '../timbre/measure-harmonicity.ts';
import { measureMovingTimbre } from '../timbre/measure-moving-timbre.ts';
import { measureTimbre } from '../timbre/measure-timbre.ts';
import { quantiseMoving } from '../timbre/moving-bytes.ts';
import { checkAnalysisSettings } from './check-analysis-settings.ts';
import { pitchConfidence } from './confidence.ts';
import { addDither } from './dither.ts';
import { fillPitchGaps } from './fill-pitch-gaps.ts';
import { BATCH_FRAMES, createKernel } from './kernel.ts';
import { measureLevelLane } from './level-lane.ts';
import { frameRms } from './loudness.ts';
import { createPitchTracker, type PitchTracker } from './pitch-tracker.ts';
import { createCrossingCounter } from './zero-crossings.ts';

/** The result of an analysis: a descriptor set without name and provenance. */
export type Analysis = Omit<DescriptorSet, 'name' | 'provenance'>;

/**
 * Measures the seven descriptors of a mono sound by the definitions of librosa 0.11 (`rms`, `zero_crossing_rate`,
 * `spectral_rolloff`, `spectral_flatness`, `spectral_bandwidth`, `spectral_centroid`, `yin`); the f0 confidence and the level lane
 * are additions. Frame k is centred on sample `k * hop`; there are `1 + floor(n / hop)` frames.
 *
 * @param samples at `settings.sampleRate`, finite, nominally -1 ... 1
 * @param onProgress called with the share done, 0-1
 * @throws NeurorackError 'bad-config' for unusable settings, 'bad-input' for a sound without samples
 */
export function analyse(
  samples: Float32Array,
  settings: AnalysisSettings = DEFAULT_ANALYSIS,
  onProgress?: (share: number) => void,
): Analysis {
  return measure(samples, settings, onProgress).analysis;
}

function measure(
  samples: Float32Array,
  settings: AnalysisSettings,
  onProgress?: (share: number) => void,
  createTracker?: (shortestPeriod: number) => PitchTracker,
): { readonly analysis: Analysis; readonly tracker: PitchTracker | undefined } {
  checkAnalysisSettings(settings, samples.length);
  const { hop, sampleRate, windows } = settings;
  const sound = settings.ditherDb === null ? samples : addDither(samples, settings.ditherDb);
  const frames = 1 + Math.floor(sound.length / hop);
  const curves = emptyCurves(frames);
  const f0Confidence = new Float32Array(frames);
  const kernel = createKernel({ sampleRate, hop, spectralWindow: windows.spectral, f0Window: windows.f0 });
  const tracker = createTracker?.(kernel.shortestPeriod);
  const crossings = createCrossingCounter(sound, windows.zcr);
  for (let first = 0; first < frames; first += BATCH_FRAMES) {
    copyPadded(sound, first * hop - kernel.leadSamples, kernel.input);
    kernel.run();
    const count = Math.min(BATCH_FRAMES, frames - first);
    for (let i = 0; i < count; i++) {
      const k = first + i;
      const rms = frameRms(sound, k * hop - windows.rms / 2, windows.rms);
      curves.rms[k] = rms;
      curves.zcr[k] = crossings.rate(k * hop - windows.zcr / 2);
      curves.rolloff[k] = kernel.rolloff[i];
      curves.flatness[k] = kernel.flatness[i];
      curves.bandwidth[k] = kernel.bandwidth[i];
      curves.centroid[k] = kernel.centroid[i];
      curves.f0[k] = kernel.f0[i];
      f0Confidence[k] = pitchConfidence(kernel.aperiodicity[i], rms);
      tracker?.observe(kernel.differences, i, BATCH_FRAMES, kernel.differences.length / BATCH_FRAMES);
    }
    if (onProgress !== undefined && first % (BATCH_FRAMES * 64) === 0) onProgress(first / frames);
  }
  onProgress?.(1);
  const level = measureLevelLane(samples, hop, frames);
  return { analysis: { analysis: settings, frames, curves, f0Confidence, level }, tracker };
}

/**
 * Measures a sound into a playable descriptor set. Unlike `analyse`, it tracks f0 through the whole sound without octave jumps
 * (`createPitchTracker`, `fillPitchGaps`) in the octave that explains the sound best, and measures the timbre. What moves of the timbre
 * has the precision of a bank, so that the set sounds the same once it is stored; it is measured with a hop of 256 at 44 100 Hz only.
 *
 * @param sound `pitchOctaves`: a correction of the tracked pitch instead of the octave found
 * @throws NeurorackError the errors of `analyse`
 */
export function setFromSound(
  sound: {
    readonly samples: Float32Array;
    readonly name: string;
    readonly provenance: DescriptorSet['provenance'];
    readonly pitchOctaves?: number | undefined;
  },
  settings: AnalysisSettings = DEFAULT_ANALYSIS,
  onProgress?: (share: number) => void,
): DescriptorSet {
  const { samples, name, provenance, pitchOctaves } = sound;
  const { sampleRate, hop } = settings;
  const { analysis, tracker } = measure(samples, settings, onProgress, (shortestPeriod) =>
    createPitchTracker({ sampleRate, hop, shortestPeriod }),
  );
  const { f0: yin, rms } = analysis.curves;
  const tracked = tracker === undefined ? yin : fillPitchGaps(tracker.decode(), yin, rms);
  const timbre = measureTimbre(samples, sampleRate);
  const curves = { ...analysis.curves, f0: tracked };
  if (hop !== DEFAULT_ANALYSIS.hop || sampleRate !== DEFAULT_ANALYSIS.sampleRate) {
    const f0 = withOctave(tracked, 2 ** (pitchOctaves ?? 0));
    return { name, provenance, ...analysis, curves: { ...curves, f0 }, timbre };
  }
  const { moving, f0 } = measureMovingTimbre({ samples, sampleRate, curves, level: analysis.level, pitchOctaves });
  return {
    name,
    provenance,
    ...analysis,
    curves: { ...curves, f0 },
    timbre: { ...timbre, moving: quantiseMoving(moving) },
  };
}

function emptyCurves(frames: number): Record<DescriptorName, Float32Array> {
  const curve = (): Float32Array => new Float32Array(frames);
  return {
    rms: curve(),
    zcr: curve(),
    rolloff: curve(),
    flatness: curve(),
    bandwidth: curve(),
    centroid: curve(),
    f0: curve(),
  };
}

/** Fills `into` with the samples from `start`, zeros outside the sound. */
function copyPadded(sound: Float32Array, start: number, into: Float32Array): void {
  const from = Math.max(0, start);
  const to = Math.min(sound.length, start + into.length);
  if (from >= to) {
    into.fill(0);
    return;
  }
  into.fill(0, 0, from - start);
  into.set(sound.subarray(from, to), from - start);
  into.fill(0, to - start);
}
