import type { InferenceSession } from '../../contracts/accelerator.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import type { EncodedSound } from '../../descriptors/timbre/encoded-sound.ts';
import type { DescriptorStats } from '../../descriptors/transform/perceptual.ts';
import type { SoundEncoder } from '../../model/sound-encoder.ts';
import type { HopSchedule } from './hop-schedule.ts';
import { measureLatentSpace } from './latent-space.ts';
import type { EncoderSection } from './manifest.ts';
import { createRateFilter, filterReach } from './rate-filter.ts';

export interface SoundEncoderOptions {
  readonly section: EncoderSection;
  readonly schedule: HopSchedule;
  readonly latents: number;
  /** Samples by which the encoder's latents lag behind the sound. */
  readonly delay: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly descriptors: readonly DescriptorStats[];
}

/** Encodes sounds as latents, one row a hop: its delay is taken out, so that row `m` is that of the sound from `m` hops on. */
export function createSoundEncoder(options: SoundEncoderOptions): SoundEncoder {
  const { section, schedule, latents, delay } = options;
  const { decoder, ratio } = schedule;
  // A sound that begins so much later has its latents a whole number of hops late.
  const padding = (decoder.hop - (delay % decoder.hop)) % decoder.hop;
  const late = (delay + padding) / decoder.hop;
  return {
    artifact: { ...section, accelerator: 'onnxruntime', precision: 'fp32', kind: 'stateful' },
    size: latents,
    encode: async (samples, session) => {
      const sound = atRate(samples, ratio);
      const count = Math.ceil(sound.length / decoder.hop) + 1;
      const rows = new Float32Array(count * latents);
      const [x, y] = [tensorOf(session, 'x', decoder.hop), tensorOf(session, 'y', latents)];
      session.resetState();
      for (let run = 0; run < count + late; run++) {
        for (let n = 0; n < x.length; n++) x[n] = sound[run * decoder.hop - padding + n] ?? 0;
        await session.run();
        if (run >= late) rows.set(y, (run - late) * latents);
      }
      if (!rows.every(Number.isFinite)) {
        throw new NeurorackError('bad-model', `the encoder ${section.file} answers a sound with NaN`, {
          remedy: 'import the model again, or use another one',
        });
      }
      const encoded: EncodedSound = { encoder: section.sha256, size: latents, rows };
      return encoded;
    },
    measureSpace: (sounds) => measureLatentSpace(sounds, options),
  };
}

/** The sound at `ratio` times its rate. */
function atRate(samples: Float32Array, ratio: number): Float32Array {
  if (ratio === 1) return samples;
  const filter = createRateFilter(1 / ratio);
  const reach = filterReach(1 / ratio);
  const padded = new Float32Array(samples.length + 2 * reach + 2);
  padded.set(samples, reach);
  return Float32Array.from({ length: Math.ceil(samples.length * ratio) }, (_, n) =>
    filter.at(padded, reach + n / ratio),
  );
}

function tensorOf(session: InferenceSession, name: 'x' | 'y', size: number): Float32Array {
  const found = (name === 'x' ? session.inputs : session.outputs).get(name);
  if (found?.length === size) return found;
  throw new NeurorackError(
    'bad-model',
    `the encoder's tensor '${name}' has ${found?.length ?? 'no'} values, not ${size}`,
    {
      remedy: 'import the model again, or use another one',
    },
  );
}
