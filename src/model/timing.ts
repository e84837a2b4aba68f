import type { Manifest } from './manifest.ts';

/** Samples a second, and samples from one frame to the next. */
export interface FrameTiming {
  readonly sampleRate: number;
  readonly hop: number;
}

/** The grid on which a model is played: that of its network, unless its family brings a network of another one onto the sets'. */
export function timingOf(model: {
  readonly manifest: Pick<Manifest, 'sampleRate' | 'hop'>;
  readonly timing?: FrameTiming | undefined;
}): FrameTiming {
  const { sampleRate, hop } = model.timing ?? model.manifest;
  return { sampleRate, hop };
}
