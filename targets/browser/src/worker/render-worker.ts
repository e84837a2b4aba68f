import { parsePerformance } from '../../../../src/control/performance/parse-performance.ts';
import { renderPerformance } from '../../../../src/engine/offline.ts';
import { threadError } from '../../../../src/engine/thread-message.ts';
import type { RenderMessage } from './messages.ts';
import { openFetchedProgram } from './open-fetched-program.ts';
import { runRenderWorker } from './run-render-worker.ts';

/** The entry of a render Worker. */
addEventListener('message', ({ data }: MessageEvent<RenderMessage>) => {
  if (data.kind === 'start') void runRenderWorker(data.start, data);
  else void renderOffline(data);
});

async function renderOffline({ start, performance, port }: Extract<RenderMessage, { kind: 'offline' }>): Promise<void> {
  try {
    const { program: spec, folder, settings, block } = start;
    const program = await openFetchedProgram(spec, folder);
    const performed = parsePerformance(performance, 'performance');
    const { renderer } = program;
    const sinceMs = globalThis.performance.now();
    const samples = await renderPerformance({
      renderer,
      performance: performed,
      settings,
      block,
      frames: Math.ceil(performed.endSeconds * renderer.sampleRate),
      patches: {
        timed: (spec.kind === 'model' && spec.timedPatches) || [],
        apply: (patch) => program.handle({ kind: 'patch', patch }),
      },
    });
    port.postMessage({ samples, seconds: (globalThis.performance.now() - sinceMs) / 1000 });
  } catch (error) {
    port.postMessage({ error: threadError(error) });
  }
}
