import { badFile } from './bad-sound.ts';
import { checkDuration, createMonoCollector, type SoundPart } from './mono.ts';
import { type PcmLayout, sampleReader } from './pcm.ts';
import type { SoundBytes } from './sound-bytes.ts';

const BLOCK_FRAMES = 65_536;

/** Reads a part of an uncompressed file as mono, without reading its other bytes. `onProgress` is called with the share done, 0-1. */
export async function readPcm(
  bytes: SoundBytes,
  layout: PcmLayout,
  part: SoundPart,
  onProgress?: (share: number) => void,
): Promise<Float32Array> {
  const { path } = bytes;
  const read = sampleReader(layout.coding);
  if (read === undefined)
    throw badFile(path, `samples of ${layout.coding.bits} bits cannot be read`, 'export it as 24-bit');
  const end = Math.min(layout.frames, part.start + part.frames);
  checkDuration(path, end - part.start, layout.sampleRate);
  const collector = createMonoCollector(path, part, layout.sampleRate, part.start);
  const { channels, offset } = layout;
  const sampleBytes = layout.coding.bits / 8;
  const frameBytes = channels * sampleBytes;
  for (let first = part.start; first < end; first += BLOCK_FRAMES) {
    const frames = Math.min(BLOCK_FRAMES, end - first);
    const view = await bytes.read(offset + first * frameBytes, frames * frameBytes);
    const block = Array.from({ length: channels }, (_, channel) => {
      const samples = new Float32Array(frames);
      for (let i = 0; i < frames; i++) samples[i] = read(view, i * frameBytes + channel * sampleBytes);
      return samples;
    });
    collector.push(block);
    onProgress?.((first + frames - part.start) / (end - part.start));
  }
  return collector.samples();
}
