import { playedTimbre } from '../../descriptors/timbre/moving-from-static.ts';
import type { LatentReader } from '../../model/latent-space.ts';
import type { CodeEncoder } from './code-encoder.ts';

/** Reads the timbre codes of sets. */
export function createCodeReader(encoder: CodeEncoder): LatentReader {
  return {
    size: encoder.code,
    rowAt: (set, frame) => {
      const moving = playedTimbre(set)?.moving;
      if (moving === undefined || moving.colour.length === 0) return undefined;
      const row = new Float32Array(encoder.code);
      encoder.addCode(moving, frame, 1, row, 0);
      return Float64Array.from(row);
    },
  };
}
