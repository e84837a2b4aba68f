import type { SampleCoder } from './pcm.ts';

export interface BlockCoderOptions extends Pick<SampleCoder, 'blockBytes' | 'blockFrames' | 'isSequential'> {
  readonly channels: number;
  /** Decodes one channel of the block at byte `start`, and writes its `blockFrames` samples from `into[to]` on. */
  decodeBlock(view: DataView, start: number, channel: number, into: Float32Array, to: number): void;
  /** Whether the header of one channel of the block at byte `start` holds a number that no coder writes. */
  isDamaged(view: DataView, start: number, channel: number): boolean;
}

/** A coder of formats whose blocks hold every channel, decoded block by block. */
export function blockCoder({ channels, decodeBlock, isDamaged, ...coder }: BlockCoderOptions): SampleCoder {
  const { blockBytes, blockFrames } = coder;
  let damaged = 0;
  return {
    ...coder,
    damagedBlocks: () => damaged,
    decode(view) {
      const blocks = Math.floor(view.byteLength / blockBytes);
      for (let block = 0; block < blocks; block++) {
        for (let channel = 0; channel < channels; channel++) {
          if (isDamaged(view, block * blockBytes, channel)) damaged++;
        }
      }
      return Array.from({ length: channels }, (_, channel) => {
        const samples = new Float32Array(blocks * blockFrames);
        for (let block = 0; block < blocks; block++) {
          decodeBlock(view, block * blockBytes, channel, samples, block * blockFrames);
        }
        return samples;
      });
    },
  };
}
