import { readAiffHeader } from './aiff-header.ts';
import { readAuHeader } from './au-header.ts';
import { readCafHeader } from './caf-header.ts';
import type { PcmContent } from './pcm-content.ts';
import type { PcmFormat, SoundFormat } from './probe.ts';
import type { SoundBytes } from './sound-bytes.ts';
import { readWavHeader } from './wav-header.ts';
import { readWave64Header } from './wave64-header.ts';

const READERS: Readonly<Record<PcmFormat, (bytes: SoundBytes) => Promise<PcmContent>>> = {
  WAV: readWavHeader,
  Wave64: readWave64Header,
  AIFF: readAiffHeader,
  AU: readAuHeader,
  CAF: readCafHeader,
};

export function isPcm(format: SoundFormat): format is PcmFormat {
  return format in READERS;
}

/**
 * Reads the header of a container.
 *
 * @throws NeurorackError 'bad-file' when the header is broken or the coding is not read
 */
export async function openPcm(format: PcmFormat, bytes: SoundBytes): Promise<PcmContent> {
  return READERS[format](bytes);
}
