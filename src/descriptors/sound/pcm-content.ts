import type { DataSize } from './data-size.ts';
import type { PcmLayout } from './pcm.ts';
import type { StreamFormat } from './probe.ts';
import type { SoundBytes } from './sound-bytes.ts';

/** A compressed stream inside a container that usually holds PCM. */
export interface ContainedStream {
  readonly stream: StreamFormat;
  readonly bytes: SoundBytes;
}

export type PcmContent = PcmLayout | ContainedStream;

/**
 * Completes a layout with the number of frames in its bytes.
 *
 * @param exactFrames the header's own count, which cuts the padding of the last block of ADPCM
 */
export function layoutOf(
  layout: Omit<PcmLayout, 'frames' | 'statedFrames'>,
  { present, stated }: DataSize,
  exactFrames?: number,
): PcmLayout {
  const { blockBytes, blockFrames } = layout.coder;
  const framesIn = (bytes: number): number => Math.floor(bytes / blockBytes) * blockFrames;
  const whole = framesIn(present);
  const isPadding = exactFrames !== undefined && exactFrames < whole && exactFrames > whole - blockFrames;
  return {
    ...layout,
    frames: isPadding ? exactFrames : whole,
    statedFrames: stated === undefined ? undefined : framesIn(stated),
  };
}
