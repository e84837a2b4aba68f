import type { InferenceSession } from '../contracts/accelerator.ts';
import { NeurorackError } from '../contracts/errors.ts';
import type { EncodedSound } from '../descriptors/timbre/encoded-sound.ts';
import type { EncoderSection } from './encoder-section.ts';

export interface HopEncoder {
  readonly section: EncoderSection;
  /** Samples of a hop. */
  readonly hop: number;
  /** Values a row. */
  readonly latents: number;
  /** Samples by which the latents lag behind the sound. */
  readonly delay: number;
}

/**
 * Encodes a sound hop by hop. The encoder's delay is taken out, so that row `m` is that of the sound from `m` hops on.
 *
 * @param sound at the encoder's rate
 * @throws NeurorackError 'bad-model' when the tensors have other sizes, or the result is not finite
 */
export async function encodeHops(
  sound: Float32Array,
  session: InferenceSession,
  { section, hop, latents, delay }: HopEncoder,
): Promise<EncodedSound> {
  // A sound that begins so much later has its latents a whole number of hops late.
  const padding = (hop - (delay % hop)) % hop;
  const late = (delay + padding) / hop;
  const count = Math.ceil(sound.length / hop) + 1;
  const rows = new Float32Array(count * latents);
  const [x, y] = [tensorOf(session, 'x', hop), tensorOf(session, 'y', latents)];
  session.resetState();
  for (let run = 0; run < count + late; run++) {
    for (let n = 0; n < x.length; n++) x[n] = sound[run * hop - padding + n] ?? 0;
    await session.run();
    if (run >= late) rows.set(y, (run - late) * latents);
  }
  if (!rows.every(Number.isFinite)) {
    throw new NeurorackError('bad-model', `the encoder ${section.file} answers a sound with NaN`, {
      remedy: 'import the model again, or use another one',
    });
  }
  return { encoder: section.sha256, size: latents, rows };
}

function tensorOf(session: InferenceSession, name: 'x' | 'y', size: number): Float32Array {
  const found = (name === 'x' ? session.inputs : session.outputs).get(name);
  if (found?.length === size) return found;
  throw new NeurorackError(
    'bad-model',
    `the encoder's tensor '${name}' has ${found?.length ?? 'no'} values, not ${size}`,
    { remedy: 'import the model again, or use another one' },
  );
}
