import { NeurorackError } from '../contracts/errors.ts';
import { createCrossover } from './crossover.ts';
import { createGains } from './gains.ts';
import { createNoiseBands } from './noise-bands.ts';
import { createNoiseLoops, type NoiseLoops } from './noise-loops.ts';
import { createPartials } from './partials.ts';
import type { BlockTiming, SynthesisNumbers } from './synthesis-numbers.ts';

/** What sounds of one trigger: a network's numbers in, samples out, block after block. */
export interface Synthesis {
  /** Samples by which its output lags behind its input. */
  readonly latencyFrames: number;
  /** Silence, and the random choices of `seed`: as if no block had been rendered. */
  reset(seed: number): void;
  /**
   * Renders the next block.
   *
   * @param y the network's output for the block
   * @param level linear level, one a sub-frame
   * @param f0Start pitch in Hz at the block's start; runs straight to `f0End`
   * @param into one block of samples, overwritten
   */
  render(y: Float32Array, level: Float32Array, f0Start: number, f0End: number, into: Float32Array): void;
  /** Renders the next block without the network: what sounds fades within a sub-frame, later blocks are silent. */
  release(f0: number, into: Float32Array): void;
}

export interface SincNsfOptions extends BlockTiming {
  readonly synthesis: SynthesisNumbers;
  /** Shared between voices of one model; made when absent, which takes about 0.1 s. */
  readonly loops?: NoiseLoops;
}

/** The noise loops that a model of the family needs. */
export function sincNsfLoops({ synthesis, sampleRate, hop }: SincNsfOptions): NoiseLoops {
  return createNoiseLoops({ bands: synthesis.noiseBands, sampleRate, guard: hop });
}

/**
 * The sources and filters of the sinc-nsf family (after Wang and Yamagishi, 2019, Neural source-filter models): partials
 * and noise bands under the network's gains, joined by a windowed-sinc crossover.
 *
 * @throws NeurorackError 'bad-model' when the numbers contradict each other
 */
export function createSincNsf(options: SincNsfOptions): Synthesis {
  const { synthesis, hop } = options;
  checkNumbers(synthesis, hop);
  const loops = options.loops ?? sincNsfLoops(options);
  const gains = createGains(synthesis, options);
  const partials = createPartials(synthesis, options);
  const noiseBands = createNoiseBands(loops, synthesis, options);
  const crossover = createCrossover(synthesis, options);
  const harmonic = new Float64Array(hop);
  const noise = new Float64Array(hop);
  let position = 0;

  function renderSources(f0Start: number, f0End: number, into: Float32Array): void {
    partials.render(gains, f0Start, f0End, harmonic);
    noiseBands.render(gains, position, noise);
    crossover.render(harmonic, noise, gains.cutoffHz, into);
    position += hop;
  }

  return {
    latencyFrames: crossover.latencyFrames,
    reset: (seed) => {
      position = 0;
      gains.reset();
      partials.reset(seed);
      noiseBands.reset(seed);
      crossover.reset();
    },
    render: (y, level, f0Start, f0End, into) => {
      gains.update(y, level, f0Start, f0End);
      renderSources(f0Start, f0End, into);
    },
    release: (f0, into) => {
      gains.release();
      renderSources(f0, f0, into);
    },
  };
}

function checkNumbers({ subframes, crossover, noiseBands }: SynthesisNumbers, hop: number): void {
  const length = hop / subframes;
  if (!Number.isInteger(length) || length % 4 !== 0) {
    throw badNumbers(`hop ${hop} does not divide into ${subframes} sub-frames of a multiple of 4 samples`);
  }
  if (crossover.taps % 2 === 0 || crossover.taps > 2 * length + 1) {
    throw badNumbers(`crossover.taps is ${crossover.taps}, not odd and at most ${2 * length + 1}`);
  }
  if (!Number.isInteger(Math.log2(noiseBands.loopLength)) || noiseBands.loopLength < 4096) {
    throw badNumbers(`noiseBands.loopLength is ${noiseBands.loopLength}, not a power of two of 4096 or more`);
  }
}

function badNumbers(what: string): NeurorackError {
  return new NeurorackError('bad-model', `the model's synthesis: ${what}`, {
    remedy: 'export the model again, or use another one',
  });
}
