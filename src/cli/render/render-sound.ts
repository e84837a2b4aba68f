import type { NeurorackError } from '../../contracts/errors.ts';
import type { DescriptorSet } from '../../descriptors/descriptor-set.ts';
import { createPath } from '../../descriptors/transform/create-path.ts';
import { createRandomWalk } from '../../descriptors/transform/random-walk.ts';
import type { Model } from '../../model/family.ts';
import type { ModelLibrary } from '../../model/model-library.ts';
import { timingOf } from '../../model/timing.ts';
import { renderTrigger } from '../../voice/render-trigger.ts';
import { createVoice } from '../../voice/voice.ts';
import type { PanelControls } from './panel-voltages.ts';

export interface RenderRequest {
  readonly models: ModelLibrary;
  readonly model: Model;
  readonly a: DescriptorSet;
  readonly b?: DescriptorSet | undefined;
  readonly controls: PanelControls;
  readonly seed: number;
  /** Default: the length of the sets. */
  readonly seconds?: number | undefined;
  /** Samples rendered at a time. */
  readonly block?: number | undefined;
  /** Called with the share done, 0-1. */
  readonly onProgress?: (share: number) => void;
  /** Called with the reason when the fallback renders in place of the accelerator. */
  readonly onFallback?: (error: NeurorackError) => void;
}

export interface RenderedSound {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** Descriptor frames of the path. */
  readonly frames: number;
  /** That of the session. */
  readonly notice?: string | undefined;
  /** Blocks that are silent because the network's output was not finite. */
  readonly faults: number;
  /** Seconds of computation for a second of sound. */
  readonly realTimeFactor: { readonly network: number; readonly dsp: number };
}

/**
 * Renders one trigger with a model on the board's accelerator.
 *
 * @throws NeurorackError those of `createPath`, of opening the model and of the accelerator
 */
export async function renderSound(request: RenderRequest): Promise<RenderedSound> {
  const { models, model, a, b, controls, seed, block = 256, onProgress } = request;
  const { sampleRate, hop } = timingOf(model);
  const { descriptors } = model.manifest;
  const at = (frame: number): number => (frame * hop) / sampleRate;
  const path = createPath({
    a,
    b,
    mix: (frame) => controls.mix(at(frame)),
    scrub: controls.scrub,
    sharpness: (frame) => controls.sharpness(at(frame)),
    variation: (frame) => controls.variation(at(frame)),
    walk: createRandomWalk({ seed }),
    stats: descriptors,
  });
  const samples = request.seconds === undefined ? path.frames * hop : Math.round(request.seconds * sampleRate);

  const session = await models.open(model, request.onFallback);
  try {
    const voice = await createVoice({ model, session, clock: () => performance.now() });
    const report = (rendered: number): void => onProgress?.(Math.min(1, rendered / samples));
    const rendered = await renderTrigger({ voice, path, seed, samples, block, onProgress: report });
    const { blocks, faults, networkMs, dspMs } = voice.meters;
    const soundMs = (1000 * blocks * hop) / sampleRate;
    return {
      samples: rendered,
      sampleRate,
      frames: path.frames,
      notice: session.notice,
      faults,
      realTimeFactor: { network: networkMs / soundMs, dsp: dspMs / soundMs },
    };
  } finally {
    await session.close();
  }
}
