import { NeurorackError } from '../contracts/errors.ts';
import { writeFileAtomically } from './atomic-file.ts';

/** How samples are stored: 32-bit float as they are, or integers, clipped at full scale. */
export type WavFormat = 'float32' | 'pcm16' | 'pcm24';

const BYTES = { float32: 4, pcm16: 2, pcm24: 3 } as const;
const PCM = 1;
const FLOAT = 3;

/**
 * Writes a mono WAV file, whole or not at all. The same samples give the same bytes. Throws 'bad-input' when a sample is
 * not finite, 'cannot-write' when the file cannot be written.
 */
export async function writeWav(
  path: string,
  samples: Float32Array,
  options: { sampleRate: number; format: WavFormat },
): Promise<void> {
  await writeFileAtomically(path, encodeWav(samples, options));
}

/** The bytes of a mono WAV file; integers are `round(x * 2^(bits - 1))`, so that reading gives back what was read before. */
export function encodeWav(
  samples: Float32Array,
  { sampleRate, format }: { sampleRate: number; format: WavFormat },
): Uint8Array {
  const odd = samples.findIndex((x) => !Number.isFinite(x));
  if (odd >= 0) {
    throw new NeurorackError('bad-input', `sample ${odd} to be written is ${samples[odd]}`, {
      remedy: 'this is a defect of what made the sound: report it',
    });
  }
  const sampleBytes = BYTES[format];
  const dataBytes = samples.length * sampleBytes;
  // Float files carry a 'fact' chunk and the longer format chunk (Microsoft, "New Multimedia Data Types", 1994).
  const float = format === 'float32';
  const headerBytes = float ? 58 : 44;
  const bytes = new Uint8Array(headerBytes + dataBytes + (dataBytes % 2));
  const view = new DataView(bytes.buffer);
  const text = (at: number, letters: string): void => {
    for (let i = 0; i < letters.length; i++) view.setUint8(at + i, letters.charCodeAt(i));
  };
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, float ? 18 : 16, true);
  view.setUint16(20, float ? FLOAT : PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * sampleBytes, true);
  view.setUint16(32, sampleBytes, true);
  view.setUint16(34, sampleBytes * 8, true);
  if (float) {
    text(38, 'fact');
    view.setUint32(42, 4, true);
    view.setUint32(46, samples.length, true);
  }
  text(headerBytes - 8, 'data');
  view.setUint32(headerBytes - 4, dataBytes, true);
  const write = writer(view, format);
  for (let i = 0; i < samples.length; i++) write(headerBytes + i * sampleBytes, samples[i]);
  return bytes;
}

function writer(view: DataView, format: WavFormat): (at: number, sample: number) => void {
  if (format === 'float32') return (at, sample) => view.setFloat32(at, sample, true);
  if (format === 'pcm16') return (at, sample) => view.setInt16(at, quantise(sample, 32_768), true);
  return (at, sample) => {
    const value = quantise(sample, 8_388_608);
    view.setUint16(at, value & 0xffff, true);
    view.setInt8(at + 2, value >> 16);
  };
}

function quantise(sample: number, scale: number): number {
  return Math.max(-scale, Math.min(scale - 1, Math.round(sample * scale)));
}
