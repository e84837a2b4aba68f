import type { DescriptorStats } from '../../descriptors/transform/perceptual.ts';
import type { ModelFamily } from '../../model/family.ts';
import { SUBFRAME, type Synthesis, type Synthesizer } from '../../model/synthesis.ts';
import { createCodeEncoder } from './code-encoder.ts';
import { createCodeReader } from './code-reader.ts';
import { createCrossover, crossoverLatency } from './crossover.ts';
import { createGains } from './gains.ts';
import { parseSections, type SincNsfSections } from './manifest.ts';
import { createModeBank } from './mode-bank.ts';
import { createNetworkInput } from './network-input.ts';
import { createNoiseBands } from './noise-bands.ts';
import { createNoiseLoops, type NoiseLoops } from './noise-loops.ts';
import { createPartials } from './partials.ts';
import type { BlockTiming, SynthesisParameters } from './synthesis-parameters.ts';
import { createTextureEncoder } from './texture-input.ts';
import { createTrackBands, type TrackBands } from './track-bands.ts';
import { createTrackBank } from './track-bank.ts';
import { createTrackInput, type TrackInput } from './track-input.ts';

/**
 * Sinc-NSF (after X. Wang and J. Yamagishi, Neural harmonic-plus-noise waveform model with trainable maximum voice
 * frequency, 2019): partials and noise bands under the network's gains, joined by a windowed-sinc crossover.
 *
 * Network: `x` (normalised descriptors, level lane, then timbre code and modal bands of a model with modes or tracks, then harmonicity of one with
 * tracks, then the latents of its texture where it has one) to `y` (for each sub-frame the gains of partials, noise bands and modal bands, then the
 * cutoff), state in caches of any number and shape.
 */
export const sincNsf: ModelFamily = {
  name: 'sinc-nsf',
  parse: (model) => {
    const { sampleRate, hop, descriptors } = model.manifest;
    const sections = parseSections(model);
    const { synthesis, timbre, encoder, texture } = sections;
    const { modes, tracks } = synthesis;
    const timbreSize =
      (timbre?.code ?? encoder?.code ?? 0) + ((modes ?? tracks) ? bandsOf(synthesis) : 0) + (tracks ? 1 : 0);
    const textureSize = texture?.latents ?? 0;
    const inputSize = descriptors.length + synthesis.subframes + timbreSize + textureSize;
    return {
      network: { inputSize, outputSize: outputSizeOf(synthesis), isAlwaysInline: true },
      levelsPerFrame: synthesis.subframes,
      createLatentReader: encoder && (() => createCodeReader(createCodeEncoder(encoder, descriptors, { hop }))),
      soundEncoder: texture && createTextureEncoder(texture, hop),
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
export function createSincNsf({
  descriptors,
  synthesis,
  timbre,
  encoder,
  texture,
  ...timing
}: SincNsfOptions): Synthesizer {
  const { sampleRate, hop } = timing;
  const loops = createNoiseLoops({ bands: synthesis.noiseBands, sampleRate, guard: hop });
  const { tracks } = synthesis;
  const bands = tracks === undefined ? undefined : createTrackBands(tracks);
  const codes = encoder === undefined ? undefined : createCodeEncoder(encoder, descriptors, timing);
  const createTracks = (): TrackInput | undefined =>
    tracks === undefined || bands === undefined || codes === undefined
      ? undefined
      : createTrackInput({ ...timing, encoder: codes, bands, tracks, parameters: synthesis });
  return {
    createInput: () => createNetworkInput({ descriptors, synthesis, timbre, texture, tracks: createTracks() }),
    outputSize: outputSizeOf(synthesis),
    subframes: synthesis.subframes,
    latencyFrames: crossoverLatency(synthesis),
    createSynthesis: () => createSincNsfSynthesis(synthesis, loops, timing, bands),
    prepare: (timbre) => {
      if (codes === undefined || bands === undefined || timbre.moving === undefined) return;
      codes.prepare(timbre.moving);
      bands.of(timbre.moving);
    },
  };
}

const bandsOf = ({ modes, tracks }: SynthesisParameters): number => (modes ?? tracks)?.bands ?? 0;

const outputSizeOf = (synthesis: SynthesisParameters): number =>
  synthesis.subframes * (synthesis.partials + synthesis.noiseBands.count + bandsOf(synthesis) + 1);

/**
 * Sources and filters of one note; `loops` are shared and only read.
 *
 * @param bands of the tracks, shared; created here when absent
 */
export function createSincNsfSynthesis(
  parameters: SynthesisParameters,
  loops: NoiseLoops,
  timing: BlockTiming,
  bands?: TrackBands,
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
  const { tracks } = parameters;
  const trackBank =
    tracks === undefined
      ? undefined
      : createTrackBank(kernel, { ...timing, tracks, parameters, bands: bands ?? createTrackBands(tracks) });
  const crossover = createCrossover(kernel, single, block);
  const harmonic = kernel.floats(length);
  const noise = kernel.floats(length);
  const ringing = kernel.floats(length);
  const sources = { harmonic, noise, ringing };
  const modalGains = gains.modes.subarray(gains.modes.length / 2);
  const levels = new Float32Array(1);
  /** Pitch and factor on the harmonics, at the start and at the end of the sub-frame. */
  const pitch = new Float64Array(2);
  const harmonics = new Float64Array(2).fill(1);
  let position = 0;

  function renderSources(subframe: Float64Array, into: Float32Array): void {
    partials.render(gains, pitch, harmonic);
    noiseBands.render(gains, position, noise);
    modeBank?.render(modalGains, subframe[SUBFRAME.ratio], ringing);
    trackBank?.render(modalGains, subframe[SUBFRAME.ratio], ringing);
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
      trackBank?.reset();
      crossover.reset();
    },
    render: (y, subframe, into) => {
      levels[0] = subframe[SUBFRAME.level];
      pitch[0] = subframe[SUBFRAME.f0Start];
      pitch[1] = subframe[SUBFRAME.f0End];
      trackBank?.advance(levels, harmonics);
      gains.update(y, levels, pitch, harmonics);
      renderSources(subframe, into);
    },
    setTimbre: (mix) => {
      modeBank?.setMix(mix, position);
      trackBank?.setMix(mix, position);
    },
    release: (subframe, into) => {
      levels[0] = 0;
      pitch.fill(subframe[SUBFRAME.f0End]);
      trackBank?.advance(levels, harmonics);
      gains.release();
      renderSources(subframe, into);
    },
    skip: (f0Start, f0End, samples) => {
      partials.skip(f0Start, f0End, samples);
      modeBank?.skip(1, samples);
      position += samples;
    },
  };
}
