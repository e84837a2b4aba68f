import { NeurorackError } from '../../contracts/errors.ts';
import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import { COLOUR_SIZE } from '../../descriptors/timbre/timbre.ts';
import type { ModelFamily, Synthesis, VoiceModel } from '../../voice/model-family.ts';
import { createCrossover } from './crossover.ts';
import { createGains } from './gains.ts';
import { createModeBank } from './mode-bank.ts';
import { createNetworkInput } from './network-input.ts';
import { createNoiseBands } from './noise-bands.ts';
import { createNoiseLoops, type NoiseLoops } from './noise-loops.ts';
import { createPartials } from './partials.ts';
import type { BlockTiming, SynthesisParameters } from './synthesis-parameters.ts';
import type { TimbreEncoder } from './timbre-input.ts';

/**
 * Sinc-NSF (after X. Wang and J. Yamagishi, Neural harmonic-plus-noise waveform model with trainable maximum voice
 * frequency, 2019): partials and noise bands under the network's gains, joined by a windowed-sinc crossover.
 */
export const sincNsf: ModelFamily = {
  name: 'sinc-nsf',
  createSynthesizer: (model) => {
    checkModel(model);
    const { synthesis, sampleRate, hop } = model;
    const loops = createNoiseLoops({ bands: synthesis.noiseBands, sampleRate, guard: hop });
    return {
      input: createNetworkInput(model),
      outputSize:
        synthesis.subframes * (synthesis.partials + synthesis.noiseBands.count + (synthesis.modes?.bands ?? 0) + 1),
      subframes: synthesis.subframes,
      createSynthesis: () => createSincNsf(synthesis, loops, { sampleRate, hop }),
    };
  },
};

/** Sources and filters of one voice; `loops` are shared and only read. */
export function createSincNsf(numbers: SynthesisParameters, loops: NoiseLoops, timing: BlockTiming): Synthesis {
  const { sampleRate } = timing;
  // Everything below works block by block; its block is the sub-frame.
  const length = timing.hop / numbers.subframes;
  const single = { ...numbers, subframes: 1 };
  const block = { sampleRate, hop: length };
  const { kernel } = loops;
  const gains = createGains(kernel, single, block);
  const partials = createPartials(kernel, single, block);
  const noiseBands = createNoiseBands(loops, single, block);
  const modeBank = numbers.modes === undefined ? undefined : createModeBank(kernel, numbers.modes, numbers, block);
  const crossover = createCrossover(kernel, single, block);
  const harmonic = kernel.floats(length);
  const noise = kernel.floats(length);
  const ringing = kernel.floats(length);
  const sources = { harmonic, noise, ringing };
  const modalGains = gains.modes.subarray(gains.modes.length / 2);
  const loudness = new Float32Array(1);
  let position = 0;

  function renderSources(f0Start: number, f0End: number, ratio: number, into: Float32Array): void {
    partials.render(gains, f0Start, f0End, harmonic);
    noiseBands.render(gains, position, noise);
    modeBank?.render(modalGains, ratio, ringing);
    crossover.render(sources, gains.cutoffHz, into);
    position += length;
  }

  return {
    latencyFrames: crossover.latencyFrames,
    reset: (seed) => {
      position = 0;
      gains.reset();
      partials.reset(seed);
      noiseBands.reset(seed);
      modeBank?.reset(seed);
      crossover.reset();
    },
    render: (y, level, f0Start, f0End, ratio, into) => {
      loudness[0] = level;
      gains.update(y, loudness, f0Start, f0End);
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

function checkModel({ synthesis, hop, lookaheadFrames, descriptors, timbre }: VoiceModel): void {
  const { subframes, crossover, noiseBands } = synthesis;
  const length = hop / subframes;
  if (!Number.isInteger(length) || length % 8 !== 0) {
    throw badModel(`hop ${hop} does not divide into ${subframes} sub-frames of a multiple of 8 samples`);
  }
  if (crossover.taps % 2 === 0 || crossover.taps > 2 * length + 1) {
    throw badModel(`synthesis.crossover.taps is ${crossover.taps}, not odd and at most ${2 * length + 1}`);
  }
  if (!Number.isInteger(Math.log2(noiseBands.loopLength)) || noiseBands.loopLength < 4096) {
    throw badModel(`synthesis.noiseBands.loopLength is ${noiseBands.loopLength}, not a power of two from 4096 on`);
  }
  if ((timbre === undefined) !== (synthesis.modes === undefined)) {
    throw badModel('timbre and synthesis.modes go together, one of them is missing');
  }
  if (timbre !== undefined) checkEncoder(timbre);
  if (lookaheadFrames !== 1) throw badModel(`lookaheadFrames is ${lookaheadFrames}, the family's is 1`);
  if (descriptors.some(({ name }, d) => name !== DESCRIPTORS[d]) || descriptors.length !== DESCRIPTORS.length) {
    throw badModel(`descriptors are not ${DESCRIPTORS.join(', ')}`);
  }
}

function checkEncoder({ code, weight, bias }: TimbreEncoder): void {
  if (weight.length === code * COLOUR_SIZE && bias.length === code) return;
  throw badModel(
    `timbre has ${weight.length} weights and ${bias.length} biases, a code of ${code} needs ${code * COLOUR_SIZE} and ${code}`,
  );
}

function badModel(what: string): NeurorackError {
  return new NeurorackError('bad-model', `the model's manifest: ${what}`, {
    remedy: 'export the model again, or use another one',
  });
}
