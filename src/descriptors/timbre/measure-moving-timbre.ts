import { DESCRIPTORS, type DescriptorName } from '../descriptor.ts';
import { createCentredSpectra } from './centred-spectra.ts';
import { holdLevel } from './hold-level.ts';
import { measureColourPath } from './measure-colour-path.ts';
import { findOctave, measureHarmonicity, withOctave } from './measure-harmonicity.ts';
import { measureTracks } from './measure-tracks.ts';
import { coloursOf } from './moving-analysis.ts';
import type { MovingTimbre } from './moving-timbre.ts';

/** Frames of 256 samples between two rows of own descriptors. */
const FRAMES_PER_ROW = 4;

/** A sound with its descriptors, measured with a hop of 256 samples. */
export interface DescribedSound {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  readonly curves: Readonly<Record<DescriptorName, Float32Array>>;
  readonly level: Float32Array;
  /** Correction of the pitch curve in octaves; undefined: the octave that explains the sound best. */
  readonly pitchOctaves?: number | undefined;
}

/**
 * Measures the properties of a sound that change over time, as the training does (`partials.py`), and the octave of its pitch.
 *
 * @returns the moving timbre, not quantised yet, and the pitch curve in its octave
 */
export function measureMovingTimbre(sound: DescribedSound): {
  readonly moving: MovingTimbre;
  readonly f0: Float32Array;
} {
  const { samples, sampleRate, curves, level, pitchOctaves } = sound;
  const spectra = createCentredSpectra(samples);
  const tracks = measureTracks({ samples, sampleRate, held: holdLevel(level, sampleRate), spectra });
  const factor = pitchOctaves === undefined ? findOctave(spectra, curves.f0, sampleRate) : 2 ** pitchOctaves;
  const f0 = withOctave(curves.f0, factor);
  const moving = {
    points: spectra.points,
    tracks,
    harmonicity: measureHarmonicity(spectra, f0, tracks, sampleRate),
    colour: measureColourPath(spectra, sampleRate),
    own: ownDescriptors({ ...curves, f0 }, coloursOf(spectra.points)),
  };
  return { moving, f0 };
}

function ownDescriptors(curves: DescribedSound['curves'], rows: number): Float32Array {
  const own = new Float32Array(rows * DESCRIPTORS.length);
  for (const [d, name] of DESCRIPTORS.entries()) {
    for (let row = 0; row < rows; row++) own[row * DESCRIPTORS.length + d] = curves[name][row * FRAMES_PER_ROW];
  }
  return own;
}
