import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import { createOutputStage } from './dsp/output-stage.ts';
import { createNotePlayer, type NotePlayerMeters, type NotePlayerOptions } from './note-player.ts';

export type VoiceMeters = NotePlayerMeters;
export type VoiceOptions = NotePlayerOptions;

/** A voice without gates and controls: a path of descriptors in, samples out, one note at a time. Used by one thread. */
export interface Voice {
  readonly sampleRate: number;
  /** Samples by which a note lags behind its trigger. */
  readonly latencyFrames: number;
  /** False before the first trigger and after the last sample of its note. */
  readonly isSounding: boolean;
  readonly meters: VoiceMeters;
  /** Starts `path` with the next sample; the note before is cut. */
  trigger(path: DescriptorPath, options: { readonly seed: number }): void;
  /**
   * Writes the next samples to `into[from ... to)`, by default all of it; block sizes make no difference to them. A promise only when the
   * session's `run` is one; allocates nothing otherwise.
   *
   * @throws NeurorackError as `InferenceSession.run`
   */
  render(into: Float32Array, from?: number, to?: number): void | Promise<void>;
}

/**
 * Creates a voice, primes its network with silence and warms its synthesis up.
 *
 * @throws NeurorackError 'bad-model' when the session's tensors do not fit the model
 */
export async function createVoice(options: VoiceOptions): Promise<Voice> {
  const player = await createNotePlayer(options);
  const { sampleRate, latencyFrames } = player;
  const outputStage = createOutputStage({ sampleRate });
  return {
    sampleRate,
    latencyFrames,
    get isSounding() {
      return player.isSounding;
    },
    get meters() {
      return player.meters;
    },
    trigger: (path, chosen) => {
      player.reset();
      outputStage.reset();
      player.trigger(path, chosen);
    },
    render: (into, from = 0, to = into.length) => {
      into.fill(0, from, to);
      const pending = player.add(into, from, to);
      if (pending === undefined) return outputStage.render(into, from, to);
      return pending.then(() => outputStage.render(into, from, to));
    },
  };
}
