import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import { createOutputStage } from './dsp/output-stage.ts';
import { createNotePlayer, type NotePlayerMeters, type NotePlayerOptions } from './note-player.ts';

export type VoiceMeters = NotePlayerMeters;
export type VoiceOptions = NotePlayerOptions;

/** One sound at a time, without a player: a path of descriptors in, samples out. */
export interface Voice {
  readonly sampleRate: number;
  /** Samples by which the sound lags behind its trigger. */
  readonly latencyFrames: number;
  /** False once the path has ended and its last sound has been rendered, and before the first trigger. */
  readonly isSounding: boolean;
  readonly meters: VoiceMeters;
  /** Starts `path` with the next sample; what sounded before is cut. */
  trigger(path: DescriptorPath, options: { readonly seed: number }): void;
  /**
   * Writes the next samples to `into[from ... to)`, the whole of it when not given; how many at a time makes no
   * difference to them. A promise only when the session's `run` is one; allocates nothing otherwise.
   *
   * @throws NeurorackError as `InferenceSession.run`
   */
  render(into: Float32Array, from?: number, to?: number): void | Promise<void>;
}

/**
 * Makes a voice, primes its network with silence and warms its synthesis up.
 *
 * @throws NeurorackError 'bad-model' when family, numbers or tensors do not fit together
 */
export async function createVoice(options: VoiceOptions): Promise<Voice> {
  const source = await createNotePlayer(options);
  const { sampleRate, latencyFrames } = source;
  const outputStage = createOutputStage({ sampleRate });
  return {
    sampleRate,
    latencyFrames,
    get isSounding() {
      return source.isSounding;
    },
    get meters() {
      return source.meters;
    },
    trigger: (path, chosen) => {
      source.reset();
      outputStage.reset();
      source.trigger(path, chosen);
    },
    render: (into, from = 0, to = into.length) => {
      into.fill(0, from, to);
      const pending = source.add(into, from, to);
      if (pending === undefined) return outputStage.render(into, from, to);
      return pending.then(() => outputStage.render(into, from, to));
    },
  };
}
