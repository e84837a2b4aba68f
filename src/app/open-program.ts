import type { OpenProgram } from '../engine/program.ts';
import { createSamplePlayer } from '../voice/sample-player.ts';

/** Opens the program of a render thread: a live voice on the accelerator, or a player of a sound that was rendered beforehand. */
export const openProgram: OpenProgram = async (spec, accelerator, context) => {
  if (spec.kind === 'model')
    return (await import('./open-model-program.ts')).openModelProgram(spec, accelerator, context);
  return { renderer: createSamplePlayer(spec), handle: () => undefined, close: async () => undefined };
};
