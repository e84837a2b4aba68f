import { createHeldLevel } from '../../descriptors/timbre/held-level.ts';
import { MAX_MIXED_TIMBRES, type TimbreMix } from '../../descriptors/timbre/timbre-mix.ts';
import type { CodeEncoder } from './code-encoder.ts';
import { createCodeOffsets } from './code-offsets.ts';
import { createMovingReader } from './moving-reader.ts';
import type { BlockTiming, SynthesisParameters, TrackParameters } from './synthesis-parameters.ts';
import type { TrackBands } from './track-bands.ts';

/** Energy of a modal band over the sound's: a track may exceed the level lane that it follows. */
const MAX_ENERGY = 4;
/** So many widths below the frequency at which partials fade, nothing of them is missing. */
const WHOLE = -20;
const MIN_POWER = 1e-10;

/** The part of a network's input that describes the moving timbre: the code, the modal bands of the tracks, harmonicity. */
export interface TrackInput {
  /** Values a hop. */
  readonly size: number;
  /** Starts a note: the held level is 0. */
  reset(): void;
  /**
   * Writes the mix at its places.
   *
   * @param rms of the frame at the hop's end, linear
   * @param level of the hop's sub-frames
   */
  fill(mix: TimbreMix, rms: number, level: Float32Array, into: Float32Array, at: number): void;
}

export interface TrackInputOptions extends BlockTiming {
  readonly encoder: CodeEncoder;
  readonly bands: TrackBands;
  readonly tracks: TrackParameters;
  readonly parameters: SynthesisParameters;
}

export function createTrackInput({
  encoder,
  bands,
  tracks,
  parameters,
  hop,
  sampleRate,
}: TrackInputOptions): TrackInput {
  const { subframes, antiAlias } = parameters;
  const held = createHeldLevel(tracks, { subframe: hop / subframes, sampleRate });
  const reader = createMovingReader({ hop, subframes, sampleRate });
  const energies = new Float64Array(bands.count);
  const offsets = createCodeOffsets(encoder.code);
  const fadeHz = antiAlias.nyquistFraction * sampleRate;
  const scaled = (energy: number): number =>
    (Math.max(Math.log2(Math.max(energy, 1e-30)) + tracks.floorOctaves, 0) * 3) / tracks.floorOctaves;

  function addEnergies(band: Int32Array, scale: number, transpose: number): void {
    for (let k = 0; k < reader.count; k++) {
      const amplitude = reader.ratio[k];
      if (amplitude === 0) continue;
      const above = (reader.hz[k] * transpose - fadeHz) / antiAlias.widthHz;
      const played = above < WHOLE ? amplitude : amplitude / (1 + Math.exp(above));
      energies[band[k]] += scale * played * played;
    }
  }

  return {
    size: encoder.code + bands.count + 1,
    reset: held.reset,
    fill: (mix, rms, level, into, at) => {
      for (let j = 0; j < subframes; j++) held.follow(level, j);
      const transpose = 2 ** mix.transpose;
      const perRatio = (0.5 * held.value[0] ** 2) / Math.max(rms ** 2, MIN_POWER);
      into.fill(0, at, at + encoder.code);
      energies.fill(0);
      for (let p = 0; p < MAX_MIXED_TIMBRES; p++) {
        const moving = mix.timbres[p]?.moving;
        if (moving === undefined) continue;
        const share = mix.shares[p];
        encoder.addCode(moving, mix.places[p], share * (1 - mix.fade), into, at);
        if (mix.fade > 0) encoder.addCode(moving, mix.nexts[p], share * mix.fade, into, at);
        reader.readTracks(moving, mix, p);
        addEnergies(bands.of(moving), share * perRatio, transpose);
      }
      offsets.add(mix, into, at);
      for (let b = 0; b < bands.count; b++) {
        into[at + encoder.code + b] = scaled(Math.min(energies[b], MAX_ENERGY));
      }
      into[at + encoder.code + bands.count] = scaled(reader.mixedHarmonicity(mix));
    },
  };
}
