import { NeurorackError } from '../contracts/errors.ts';
import { WAV_SAMPLE_BYTES, type WavFormat, wavHeader } from '../contracts/wav-header.ts';
import { writeFileAtomically } from '../files/atomic-file.ts';
import { clamp } from '../numeric/clamp.ts';

export type { WavFormat };

/**
 * Writes a mono WAV file atomically. The same samples give the same bytes.
 *
 * @throws NeurorackError 'bad-input' when a sample is not finite, 'cannot-write' when the file cannot be written
 */
export async function writeWav(
  path: string,
  samples: Float32Array,
  options: { sampleRate: number; format: WavFormat },
): Promise<void> {
  await writeFileAtomically(path, encodeWav(samples, options));
}

/**
 * Encodes a mono WAV file. Integers are `round(x * 2^(bits - 1))`, so that a file that is read and written again keeps its values.
 *
 * @throws NeurorackError 'bad-input' when a sample is not finite
 */
export function encodeWav(
  samples: Float32Array,
  { sampleRate, format }: { sampleRate: number; format: WavFormat },
): Uint8Array {
  const badIndex = samples.findIndex((x) => !Number.isFinite(x));
  if (badIndex >= 0) {
    throw new NeurorackError('bad-input', `sample ${badIndex} to be written is ${samples[badIndex]}`, {
      remedy: 'this is a defect of the program that made the sound: report it',
    });
  }
  const sampleBytes = WAV_SAMPLE_BYTES[format];
  const dataBytes = samples.length * sampleBytes;
  const header = wavHeader({ frames: samples.length, sampleRate, format });
  const bytes = new Uint8Array(header.length + dataBytes + (dataBytes % 2));
  bytes.set(header);
  const view = new DataView(bytes.buffer);
  const write = sampleWriter(view, format);
  for (let i = 0; i < samples.length; i++) write(header.length + i * sampleBytes, samples[i]);
  return bytes;
}

function sampleWriter(view: DataView, format: WavFormat): (at: number, sample: number) => void {
  if (format === 'float32') return (at, sample) => view.setFloat32(at, sample, true);
  if (format === 'pcm16') return (at, sample) => view.setInt16(at, quantise(sample, 32_768), true);
  return (at, sample) => {
    const value = quantise(sample, 8_388_608);
    view.setUint16(at, value & 0xffff, true);
    view.setInt8(at + 2, value >> 16);
  };
}

function quantise(sample: number, scale: number): number {
  return clamp(Math.round(sample * scale), -scale, scale - 1);
}
