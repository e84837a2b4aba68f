import type { EncodedSound } from '../../descriptors/timbre/encoded-sound.ts';
import { MAX_MIXED_TIMBRES, type TimbreMix } from '../../descriptors/timbre/timbre-mix.ts';
import { encodeHops } from '../../model/encode-hops.ts';
import { type EncoderSection, encoderArtifact } from '../../model/encoder-section.ts';
import type { SoundEncoder } from '../../model/sound-encoder.ts';
import { clamp } from '../../numeric/clamp.ts';

/** The texture of a model that reads latents of its sounds beside their timbre, from its manifest. */
export interface Texture {
  /** Values a hop. */
  readonly latents: number;
  /** Samples by which the encoder's latents lag behind the sound. */
  readonly delay: number;
  readonly encoder: EncoderSection;
}

/** The part of a network's input that describes the texture. */
export interface TextureInput {
  /** Values a hop. */
  readonly size: number;
  /** Writes the latents of the mix at its places; zeros for timbres that were not encoded. */
  fill(mix: TimbreMix, into: Float32Array, at: number): void;
}

export function createTextureInput({ latents, encoder: { sha256 } }: Texture): TextureInput {
  function addRow({ rows }: EncodedSound, frame: number, share: number, into: Float32Array, at: number): void {
    const last = rows.length / latents - 1;
    if (last < 0) return;
    const place = clamp(frame, 0, last);
    const low = Math.floor(place);
    const high = Math.min(low + 1, last);
    for (let i = 0; i < latents; i++) {
      const value = rows[low * latents + i];
      into[at + i] += share * (value + (rows[high * latents + i] - value) * (place - low));
    }
  }

  return {
    size: latents,
    fill: (mix, into, at) => {
      into.fill(0, at, at + latents);
      for (let slot = 0; slot < MAX_MIXED_TIMBRES; slot++) {
        const encoded = mix.timbres[slot]?.encoded;
        if (encoded === undefined || encoded.encoder !== sha256 || encoded.size !== latents) continue;
        const share = mix.shares[slot];
        // A mix is that of the frame after the hop, a row that of the hop itself.
        addRow(encoded, mix.places[slot] - 1, share * (1 - mix.fade), into, at);
        if (mix.fade > 0) addRow(encoded, mix.nexts[slot] - 1, share * mix.fade, into, at);
      }
    },
  };
}

/** Encodes the sounds of sets as the latents of a texture. */
export const createTextureEncoder = ({ latents, delay, encoder }: Texture, hop: number): SoundEncoder => ({
  artifact: encoderArtifact(encoder),
  size: latents,
  encode: (samples, session) => encodeHops(samples, session, { section: encoder, hop, latents, delay }),
});
