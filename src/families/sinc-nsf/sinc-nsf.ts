import type { DescriptorStats } from '../../descriptors/transform/perceptual.ts';
import type { ModelFamily } from '../../model/family.ts';
import type { Synthesis, Synthesizer } from '../../model/synthesis.ts';
import { createCrossover, crossoverLatency } from './crossover.ts';
import { createGains } from './gains.ts';
import { parseSections, type SincNsfSections } from './manifest.ts';
import { createModeBank } from './mode-bank.ts';
import { createNetworkInput } from './network-input.ts';
import { createNoiseBands } from './noise-bands.ts';
import { createNoiseLoops, type NoiseLoops } from './noise-loops.ts';
import { createPartials } from './partials.ts';
import type { BlockTiming, SynthesisParameters } from './synthesis-parameters.ts';

/**
 * Sinc-NSF (after X. Wang and J. Yamagishi, Neural harmonic-plus-noise waveform model with trainable maximum voice
 * frequency, 2019): partials and noise bands under the network's gains, joined by a windowed-sinc crossover.
 *
 * Network: `x` (normalised descriptors, level lane, then timbre code and modal bands of a model with modes) to `y` (for each sub-frame the gains of
 * partials, noise bands and modal bands, then the cutoff), state in caches of any number and shape.
 */
export const sincNsf: ModelFamily = {
  name: 'sinc-nsf',
  parse: (model) => {
    const { sampleRate, hop, descriptors } = model.manifest;
    const sections = parseSections(model);
    const { synthesis, timbre } = sections;
    const inputSize = descriptors.length + synthesis.subframes + (synthesis.modes?.bands ?? 0) + (timbre?.code ?? 0);
    return {
      network: { inputSize, outputSize: outputSizeOf(synthesis) },
      levelsPerFrame: synthesis.subframes,
      latencyFrames: crossoverLatency(synthesis),
      createSynthesizer: () => createSincNsf({ ...sections, descriptors, sampleRate, hop }),
    };
  },
};

export interface SincNsfOptions extends SincNsfSections, BlockTiming {
  /** Scale and statistics of the seven descriptors, in the order of `DESCRIPTORS`. */
  readonly descriptors: readonly DescriptorStats[];
}

/** Builds the noise loops that all notes share. */
export function createSincNsf({ descriptors, synthesis, timbre, sampleRate, hop }: SincNsfOptions): Synthesizer {
  const loops = createNoiseLoops({ bands: synthesis.noiseBands, sampleRate, guard: hop });
  return {
    input: createNetworkInput({ descriptors, synthesis, timbre }),
    outputSize: outputSizeOf(synthesis),
    subframes: synthesis.subframes,
    latencyFrames: crossoverLatency(synthesis),
    createSynthesis: () => createSincNsfSynthesis(synthesis, loops, { sampleRate, hop }),
  };
}

const outputSizeOf = ({ subframes, partials, noiseBands, modes }: SynthesisParameters): number =>
  subframes * (partials + noiseBands.count + (modes?.bands ?? 0) + 1);

/** Sources and filters of one note; `loops` are shared and only read. */
export function createSincNsfSynthesis(
  parameters: SynthesisParameters,
  loops: NoiseLoops,
  timing: BlockTiming,
): Synthesis {
  const { sampleRate } = timing;
  // The parts below render block by block; their block is the sub-frame.
  const length = timing.hop / parameters.subframes;
  const single = { ...parameters, subframes: 1 };
  const block = { sampleRate, hop: length };
  const { kernel } = loops;
  const gains = createGains(kernel, single, block);
  const partials = createPartials(kernel, single, block);
  const noiseBands = createNoiseBands(loops, single, block);
  const modeBank =
    parameters.modes === undefined ? undefined : createModeBank(kernel, parameters.modes, parameters, block);
  const crossover = createCrossover(kernel, single, block);
  const harmonic = kernel.floats(length);
  const noise = kernel.floats(length);
  const ringing = kernel.floats(length);
  const sources = { harmonic, noise, ringing };
  const modalGains = gains.modes.subarray(gains.modes.length / 2);
  const levels = new Float32Array(1);
  let position = 0;

  function renderSources(f0Start: number, f0End: number, ratio: number, into: Float32Array): void {
    partials.render(gains, f0Start, f0End, harmonic);
    noiseBands.render(gains, position, noise);
    modeBank?.render(modalGains, ratio, ringing);
    crossover.render(sources, gains.cutoffHz, into);
    position += length;
  }

  return {
    reset: (seed) => {
      position = 0;
      gains.reset();
      partials.reset(seed);
      noiseBands.reset(seed);
      modeBank?.reset(seed);
      crossover.reset();
    },
    render: (y, level, f0Start, f0End, ratio, into) => {
      levels[0] = level;
      gains.update(y, levels, f0Start, f0End);
      renderSources(f0Start, f0End, ratio, into);
    },
    setTimbre: (mix) => modeBank?.setMix(mix, position),
    release: (f0, ratio, into) => {
      gains.release();
      renderSources(f0, f0, ratio, into);
    },
    skip: (f0Start, f0End, samples) => {
      partials.skip(f0Start, f0End, samples);
      modeBank?.skip(1, samples);
      position += samples;
    },
  };
}
