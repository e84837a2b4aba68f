import { createGainTable, gainOf } from './gain-table.ts';
import type { BlockTiming, SynthesisNumbers } from './synthesis-numbers.ts';

/**
 * What a block's sources are multiplied by. Row 0 is where the block begins (the last row of the block before), row j + 1
 * the end of sub-frame j; between two rows gains run straight.
 */
export interface BlockGains {
  /** `(subframes + 1) * partials` amplitudes. */
  readonly partials: Float64Array;
  /** `(subframes + 1) * bands` amplitudes. */
  readonly bands: Float64Array;
  /** Crossover frequency in Hz, one a sub-frame. */
  readonly cutoffHz: Float64Array;
}

export interface Gains extends BlockGains {
  /** Silence before the next block. */
  reset(): void;
  /**
   * Reads a block from the network.
   *
   * @param y sub-frame major: partial gains, band gains, cutoff
   * @param level linear level, one a sub-frame
   * @param f0Start pitch in Hz at the block's start, and `f0End` at its end
   */
  update(y: Float32Array, level: Float32Array, f0Start: number, f0End: number): void;
  /** A block that falls silent within its first sub-frame. */
  release(): void;
}

/** Turns the network's numbers into amplitudes: bounded log gain, times level, less what would alias. */
export function createGains(numbers: SynthesisNumbers, { sampleRate }: Pick<BlockTiming, 'sampleRate'>): Gains {
  const { subframes } = numbers;
  const partialCount = numbers.partials;
  const bandCount = numbers.noiseBands.count;
  const outputs = partialCount + bandCount + 1;
  const table = createGainTable(numbers.gain);
  const fadeHz = numbers.antiAlias.nyquistFraction * sampleRate;
  const { widthHz } = numbers.antiAlias;
  const { lowHz, octaves } = numbers.cutoff;

  const partials = new Float64Array((subframes + 1) * partialCount);
  const bands = new Float64Array((subframes + 1) * bandCount);
  const cutoffHz = new Float64Array(subframes).fill(lowHz);

  function carryLastRow(): void {
    partials.copyWithin(0, subframes * partialCount);
    bands.copyWithin(0, subframes * bandCount);
  }

  return {
    partials,
    bands,
    cutoffHz,
    reset: () => {
      partials.fill(0);
      bands.fill(0);
      cutoffHz.fill(lowHz);
    },
    release: () => {
      carryLastRow();
      partials.fill(0, partialCount);
      bands.fill(0, bandCount);
      cutoffHz.fill(cutoffHz[subframes - 1]);
    },
    update: (y, level, f0Start, f0End) => {
      carryLastRow();
      for (let j = 0; j < subframes; j++) {
        const from = j * outputs;
        const loud = level[j];
        const pitch = f0Start + ((f0End - f0Start) * (j + 1)) / subframes;
        const partialRow = (j + 1) * partialCount;
        for (let p = 0; p < partialCount; p++) {
          const fade = antiAlias((fadeHz - (p + 1) * pitch) / widthHz);
          partials[partialRow + p] = fade === 0 ? 0 : gainOf(table, y[from + p]) * loud * fade;
        }
        const bandRow = (j + 1) * bandCount;
        const bandFrom = from + partialCount;
        for (let b = 0; b < bandCount; b++) bands[bandRow + b] = gainOf(table, y[bandFrom + b]) * loud;
        cutoffHz[j] = lowHz * 2 ** (octaves / (1 + Math.exp(-y[from + outputs - 1])));
      }
    },
  };
}

/** A logistic curve, 0 or 1 where the rest is under 3e-9. */
function antiAlias(x: number): number {
  if (x > 20) return 1;
  return x < -20 ? 0 : 1 / (1 + Math.exp(-x));
}
