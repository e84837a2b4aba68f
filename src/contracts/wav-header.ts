/** Sample format: 32-bit float, or integers clipped at full scale. */
export type WavFormat = 'float32' | 'pcm16' | 'pcm24';

export const WAV_SAMPLE_BYTES = { float32: 4, pcm16: 2, pcm24: 3 } as const;

const PCM = 1;
const FLOAT = 3;

/**
 * Returns the header of a mono WAV file, the bytes before its samples. Float files carry a 'fact' chunk and the longer format chunk
 * (Microsoft, New Multimedia Data Types, 1994).
 */
export function wavHeader(options: { frames: number; sampleRate: number; format: WavFormat }): Uint8Array {
  const { frames, sampleRate, format } = options;
  const isFloat = format === 'float32';
  const sampleBytes = WAV_SAMPLE_BYTES[format];
  const dataBytes = frames * sampleBytes;
  const bytes = new Uint8Array(isFloat ? 58 : 44);
  const view = new DataView(bytes.buffer);
  const text = (at: number, letters: string): void => {
    for (let i = 0; i < letters.length; i++) view.setUint8(at + i, letters.charCodeAt(i));
  };
  text(0, 'RIFF');
  view.setUint32(4, bytes.length + dataBytes + (dataBytes % 2) - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, isFloat ? 18 : 16, true);
  view.setUint16(20, isFloat ? FLOAT : PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * sampleBytes, true);
  view.setUint16(32, sampleBytes, true);
  view.setUint16(34, sampleBytes * 8, true);
  if (isFloat) {
    text(38, 'fact');
    view.setUint32(42, 4, true);
    view.setUint32(46, frames, true);
  }
  text(bytes.length - 8, 'data');
  view.setUint32(bytes.length - 4, dataBytes, true);
  return bytes;
}
