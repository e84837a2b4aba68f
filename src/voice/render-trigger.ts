import type { DescriptorPath } from '../descriptors/descriptor-path.ts';
import { nextTurn } from './next-turn.ts';
import type { Voice } from './voice.ts';

/** Samples between two turns of the event loop, for a voice that never awaits: about 3 ms of work. */
const TURN_SAMPLES = 4096;

export interface RenderTriggerOptions {
  readonly voice: Voice;
  readonly path: DescriptorPath;
  readonly seed: number;
  /** Samples to render; silence follows where the path is shorter. */
  readonly samples: number;
  /** Samples rendered at a time; makes no difference to the sound. Default 256. */
  readonly block?: number;
  /** Called after each block with the samples rendered so far, latency included. */
  readonly onProgress?: (rendered: number) => void;
}

/**
 * Renders one trigger offline, without the voice's latency: sample 0 is the start of the path.
 *
 * @throws NeurorackError as `Voice.render`
 */
export async function renderTrigger(options: RenderTriggerOptions): Promise<Float32Array> {
  const { voice, path, seed, samples, block = 256, onProgress } = options;
  const total = samples + voice.latencyFrames;
  const rendered = new Float32Array(total);
  voice.trigger(path, { seed });
  for (let from = 0; from < total; from += block) {
    const pending = voice.render(rendered, from, Math.min(from + block, total));
    if (pending !== undefined) await pending;
    onProgress?.(Math.min(from + block, total));
    if (pending === undefined && Math.floor((from + block) / TURN_SAMPLES) > Math.floor(from / TURN_SAMPLES)) {
      await nextTurn();
    }
  }
  return rendered.subarray(voice.latencyFrames);
}
