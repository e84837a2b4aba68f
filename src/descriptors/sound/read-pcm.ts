import { checkDuration, createMonoCollector, type Mixing, type SoundPart } from './mono.ts';
import type { PcmLayout } from './pcm.ts';
import type { SoundBytes } from './sound-bytes.ts';

const READ_FRAMES = 65_536;

/** Reads a part of an uncompressed file as mono, without reading its other bytes. `onProgress` is called with the share done, 0-1. */
export async function readPcm(
  bytes: SoundBytes,
  layout: PcmLayout,
  part: SoundPart & Mixing,
  onProgress?: (share: number) => void,
): Promise<Float32Array> {
  const { path } = bytes;
  const { coder, sampleRate, offset, frames } = layout;
  const { blockBytes, blockFrames } = coder;
  const end = Math.min(frames, part.start + part.frames);
  checkDuration(path, end - part.start, sampleRate);
  const firstBlock = coder.isSequential ? 0 : Math.floor(part.start / blockFrames);
  const endBlock = Math.ceil(end / blockFrames);
  const collector = createMonoCollector(path, part, sampleRate, firstBlock * blockFrames);
  const readBlocks = Math.ceil(READ_FRAMES / blockFrames);
  for (let block = firstBlock; block < endBlock; block += readBlocks) {
    const blocks = Math.min(readBlocks, endBlock - block);
    const view = await bytes.read(offset + block * blockBytes, blocks * blockBytes);
    const left = frames - block * blockFrames;
    const samples = coder.decode(view);
    collector.push(left < blocks * blockFrames ? samples.map((channel) => channel.subarray(0, left)) : samples);
    onProgress?.((block + blocks - firstBlock) / (endBlock - firstBlock));
  }
  const damaged = coder.damagedBlocks?.() ?? 0;
  if (damaged > 0)
    bytes.warn(`${damaged} headers of its ADPCM blocks are damaged; the sound of these blocks may be wrong`);
  return collector.samples();
}
