import { createHeldLevel } from '../../descriptors/timbre/held-level.ts';
import { TRACK_ANALYSIS } from '../../descriptors/timbre/moving-analysis.ts';
import type { MovingTimbre } from '../../descriptors/timbre/moving-timbre.ts';
import { MAX_MIXED_TIMBRES, type TimbreMix } from '../../descriptors/timbre/timbre-mix.ts';
import { createMovingReader } from './moving-reader.ts';
import type { SynthKernel } from './synth-kernel.ts';
import type { BlockTiming, SynthesisParameters, TrackParameters } from './synthesis-parameters.ts';
import type { TrackBands } from './track-bands.ts';
import {
  aimPart,
  createTrackPart,
  endTracks,
  findPart,
  freePart,
  holdPart,
  type TrackPart,
  thresholdOf,
} from './track-part.ts';

/** Tracks that a mix plays: the loudest ones. */
export const MAX_PLAYED_TRACKS = 128;

/**
 * The tracks of a mix of moving timbres, and its harmonicity. Frequencies and amplitudes run straight over a hop to the values at its end:
 * where a path jumps, they ramp.
 */
export interface TrackBank {
  /** Resets to silence. Tracks begin with the phases of their sound. */
  reset(): void;
  /** Sets the mix at the end of the hop that begins with the next sub-frame. `position`: samples since the trigger. */
  setMix(mix: TimbreMix, position: number): void;
  /** Advances by a sub-frame with `level[0]` at its end; writes the factors on the harmonics' amplitudes before and after it. Called before each `render`. */
  advance(level: Float32Array, harmonics: Float64Array): void;
  /**
   * Renders the sub-frame.
   *
   * @param factors on the amplitudes of each modal band at its end, in the kernel's memory
   * @param ratio factor on the frequencies
   * @param into samples in the kernel's memory, overwritten
   */
  render(factors: Float32Array, ratio: number, into: Float32Array): void;
}

export interface TrackBankOptions extends BlockTiming {
  readonly tracks: TrackParameters;
  readonly parameters: Pick<SynthesisParameters, 'antiAlias' | 'subframes'>;
  readonly bands: TrackBands;
}

/** Indices of the bank's state: harmonic factor and its change a sub-frame, transposition in octaves and as a factor. */
const HARMONIC = 0;
const RISE = 1;
const OCTAVES = 2;
const TRANSPOSE = 3;
/** Indices of the numbers that a part is rendered with. */
const SCALE = 0;
const LEVEL = 1;

/** @param options `hop` is a multiple of `4 * subframes` samples */
export function createTrackBank(kernel: SynthKernel, options: TrackBankOptions): TrackBank {
  const { tracks, bands, sampleRate, hop } = options;
  const { subframes } = options.parameters;
  const length = hop / subframes;
  const reader = createMovingReader({ hop, subframes, sampleRate });
  const held = createHeldLevel(tracks, { subframe: length, sampleRate });
  const parts = Array.from({ length: MAX_MIXED_TIMBRES }, () => createTrackPart(kernel));
  const amplitudes = new Float64Array(MAX_MIXED_TIMBRES * TRACK_ANALYSIS.count);
  const renderPart = createPartRenderer(kernel, options);
  const state = new Float64Array(4);
  const numbers = new Float64Array(2);
  let stepsLeft = 0;
  let isFresh = true;

  /** A note begins with the values at its start; a timbre that joins it later fades in. */
  function begin(part: TrackPart, moving: MovingTimbre, mix: TimbreMix, slot: number, position: number): void {
    part.timbre = mix.timbres[slot];
    part.count = Math.min(moving.tracks.length, TRACK_ANALYSIS.count);
    part.band.set(bands.of(moving));
    endTracks(part);
    reader.readTracks(moving, mix, slot, -1);
    const hops = isFresh ? Math.round(position / hop) : 0;
    const size = Math.sqrt(mix.shares[slot]);
    for (let k = 0; k < part.count; k++) {
      part.hz[k] = reader.hz[k];
      part.weight[k] = isFresh ? size * reader.ratio[k] : 0;
      part.amplitude[k] = 0;
      const cycles = isFresh
        ? reader.cyclesBefore(moving.tracks[k], mix.places[slot] - 1, hops)
        : (reader.hz[k] * position) / sampleRate;
      // The kernel's first sample is one step after this phase.
      const { phase, hz } = moving.tracks[k];
      part.phase[k] = wrap(phase + state[TRANSPOSE] * (cycles - hz[0] / sampleRate));
    }
  }

  /** Reads the tracks at the end of the hop into their parts. */
  function readMix(mix: TimbreMix, position: number): void {
    for (let slot = 0; slot < MAX_MIXED_TIMBRES; slot++) {
      const timbre = mix.timbres[slot];
      const moving = timbre?.moving;
      const part = timbre === undefined || moving === undefined ? undefined : findPart(parts, timbre);
      if (moving === undefined || part === undefined) continue;
      if (part.timbre === undefined) begin(part, moving, mix, slot, position);
      part.isMixed = true;
      reader.readTracks(moving, mix, slot);
      const size = Math.sqrt(mix.shares[slot]);
      for (let k = 0; k < part.count; k++) {
        part.glide[k] = reader.hz[k];
        part.slope[k] = size * reader.ratio[k];
      }
    }
  }

  /** The factor on the harmonics, `frames` after the mix. */
  const harmonicOf = (mix: TimbreMix, frames: number): number =>
    Math.sqrt(Math.max(reader.mixedHarmonicity(mix, frames), 0));

  return {
    reset: () => {
      for (let p = 0; p < parts.length; p++) freePart(parts[p]);
      held.reset();
      state[HARMONIC] = 1;
      state[RISE] = 0;
      state[OCTAVES] = 0;
      state[TRANSPOSE] = 1;
      stepsLeft = 0;
      isFresh = true;
    },
    setMix: (mix, position) => {
      if (mix.transpose !== state[OCTAVES]) {
        state[OCTAVES] = mix.transpose;
        state[TRANSPOSE] = 2 ** mix.transpose;
      }
      for (let p = 0; p < parts.length; p++) {
        // It has faded over the hop before.
        if (!parts[p].isMixed) freePart(parts[p]);
        parts[p].isMixed = false;
      }
      readMix(mix, position);
      const threshold = thresholdOf(parts, MAX_PLAYED_TRACKS, amplitudes);
      for (let p = 0; p < parts.length; p++) aimPart(parts[p], threshold, subframes);
      if (isFresh) state[HARMONIC] = harmonicOf(mix, -1);
      state[RISE] = (harmonicOf(mix, 0) - state[HARMONIC]) / subframes;
      stepsLeft = subframes;
      isFresh = false;
    },
    advance: (level, harmonics) => {
      held.follow(level, 0);
      // A note that fades repeats its last sub-frame.
      if (stepsLeft === 0) {
        state[RISE] = 0;
        for (let p = 0; p < parts.length; p++) holdPart(parts[p]);
      } else stepsLeft--;
      harmonics[0] = state[HARMONIC];
      state[HARMONIC] += state[RISE];
      harmonics[1] = state[HARMONIC];
    },
    render: (factors, ratio, into) => {
      numbers[SCALE] = (state[TRANSPOSE] * ratio) / sampleRate;
      numbers[LEVEL] = held.value[0];
      for (let p = 0; p < parts.length; p++) {
        if (parts[p].count > 0) renderPart.add(parts[p], numbers, factors);
      }
      renderPart.finish(into);
    },
  };
}

interface PartRenderer {
  /** Adds the next sub-frame of a part. `numbers`: the factor that takes its frequencies to turns a sample, and the level. */
  add(part: TrackPart, numbers: Float64Array, factors: Float32Array): void;
  /** Writes the sum of all parts. */
  finish(into: Float32Array): void;
}

function createPartRenderer(kernel: SynthKernel, { parameters, sampleRate, hop }: TrackBankOptions): PartRenderer {
  const { antiAlias, subframes } = parameters;
  const length = hop / subframes;
  const fadeWidth = antiAlias.widthHz / sampleRate;
  // The kernel computes tracks four at a time.
  const work = kernel.doubles(4 * (TRACK_ANALYSIS.count + 3)).byteOffset;
  const sums = kernel.doubles(2 * length).byteOffset;
  return {
    add: ({ count, hz, glide, weight, slope, phase, amplitude, band }, numbers, factors) =>
      kernel.run.tracks(
        count,
        length,
        hz.byteOffset,
        glide.byteOffset,
        weight.byteOffset,
        slope.byteOffset,
        phase.byteOffset,
        amplitude.byteOffset,
        band.byteOffset,
        numbers[SCALE],
        numbers[LEVEL],
        factors.byteOffset,
        antiAlias.nyquistFraction,
        fadeWidth,
        work,
        sums,
      ),
    finish: (into) => kernel.run.fold(length, sums, into.byteOffset),
  };
}

const wrap = (cycles: number): number => cycles - Math.floor(cycles);
