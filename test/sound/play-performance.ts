import { fileURLToPath } from 'node:url';
import { createContainer } from '../../src/app/create-container.ts';
import { openProgram } from '../../src/app/open-program.ts';
import { SERVICES } from '../../src/app/services.ts';
import type { Accelerator } from '../../src/contracts/accelerator.ts';
import type { GateMode, LoopMode } from '../../src/control/patch.ts';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import type { DescriptorSet } from '../../src/descriptors/descriptor-set.ts';
import { renderPerformance } from '../../src/engine/offline.ts';

const MODELS = fileURLToPath(new URL('../../models', import.meta.url));

/** Samples at the output jack for a performance played by a shipped model; `run --audio wav:` writes the same ones. */
export async function perform(
  text: string,
  options: {
    a: DescriptorSet;
    b?: DescriptorSet;
    gateMode?: GateMode;
    loopMode?: LoopMode;
    seed?: number;
    /** Default `impacts`. */
    model?: string;
    modelsDirectory?: string;
    /** Default this computer's. */
    accelerator?: Accelerator;
  },
): Promise<Float32Array> {
  const { a, b, gateMode = 'one-shot', loopMode = 'resynthesis', seed = 1, model = 'impacts' } = options;
  const { modelsDirectory = MODELS } = options;
  const accelerator = options.accelerator ?? createContainer({ modelsDirectory }).get(SERVICES.accelerator);
  const program = await openProgram(
    { kind: 'model', modelsDirectory, model, seed, patch: { a, b, gateMode, loopMode } },
    accelerator,
  );
  const performance = parsePerformance(text, 'test.perf');
  const frames = Math.round(performance.endSeconds * program.renderer.sampleRate);
  try {
    return await renderPerformance({
      renderer: program.renderer,
      performance,
      settings: DEFAULT_CONTROL_SETTINGS,
      block: 256,
      frames,
    });
  } finally {
    await program.close();
  }
}
