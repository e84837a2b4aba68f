import type { SampleCoder } from './pcm.ts';

export interface BlockCoderOptions extends Pick<SampleCoder, 'blockBytes' | 'blockFrames' | 'isSequential'> {
  readonly channels: number;
  /** Decodes one channel of the block at byte `start`, and writes its `blockFrames` samples from `into[to]` on. */
  decodeBlock(view: DataView, start: number, channel: number, into: Float32Array, to: number): void;
}

/** A coder of formats whose blocks hold every channel, decoded block by block. */
export function blockCoder({ channels, decodeBlock, ...coder }: BlockCoderOptions): SampleCoder {
  const { blockBytes, blockFrames } = coder;
  return {
    ...coder,
    decode(view) {
      const blocks = Math.floor(view.byteLength / blockBytes);
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
