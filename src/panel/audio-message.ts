/** Bytes before the samples of an audio message. */
export const AUDIO_HEADER_BYTES = 8;

/**
 * A binary message with audio: frame of the stream (uint32, modulo 2^32) and sample rate (uint32), then float32 samples, all
 * little-endian.
 */
export function audioMessage(frame: number, sampleRate: number, samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(AUDIO_HEADER_BYTES + 4 * samples.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, frame >>> 0, true);
  view.setUint32(4, sampleRate, true);
  for (let i = 0; i < samples.length; i++) view.setFloat32(AUDIO_HEADER_BYTES + 4 * i, samples[i], true);
  return bytes;
}
