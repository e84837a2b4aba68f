import { encodeWav } from '../../src/descriptors/wav-file.ts';

/** Two channels as a WAV file of 32-bit floats at 44 100 Hz. */
export function stereoWav(left: Float32Array, right: Float32Array): Uint8Array<ArrayBuffer> {
  const interleaved = Float32Array.from({ length: 2 * left.length }, (_, n) => (n % 2 === 0 ? left : right)[n >> 1]);
  const bytes = Buffer.from(encodeWav(interleaved, { sampleRate: 44_100, format: 'float32' }));
  bytes.writeUInt16LE(2, 22); // channels
  bytes.writeUInt32LE(44_100 * 8, 28); // bytes per second
  bytes.writeUInt16LE(8, 32); // bytes per frame
  return Uint8Array.from(bytes);
}
