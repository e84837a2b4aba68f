import type { Performance } from '../control/performance/performance.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { Renderer } from '../voice/renderer.ts';
import { continueFrom } from './continue-from.ts';
import { createDeckMemory, openDeck } from './deck.ts';
import { createDeckRenderer } from './deck-renderer.ts';
import { createEngineMemory } from './engine-memory.ts';
import type { BlockSize } from './latency.ts';
import { createOfflineClock, type PatchSchedule } from './offline-clock.ts';
import type { PlayedLog } from './played-log.ts';
import { openSeqlock } from './seqlock.ts';

export interface OfflineRenderOptions {
  readonly renderer: Renderer;
  readonly performance: Performance;
  readonly settings: ControlSettings;
  readonly block: BlockSize;
  /** From the start of the performance. */
  readonly frames: number;
  /** The patches that the performance's knob selects. */
  readonly patches?: PatchSchedule | undefined;
  /** Records what is played. */
  readonly played?: PlayedLog | undefined;
}

/**
 * Renders a performance in one thread: the same samples as the engine's threads write to a file.
 *
 * @returns its samples from the beginning of a recording on
 * @throws NeurorackError as `Renderer.render`
 */
export async function renderPerformance(options: OfflineRenderOptions): Promise<Float32Array> {
  const { renderer, performance, settings, block, frames, patches, played } = options;
  const { sampleRate } = renderer;
  const controls = openSeqlock(createEngineMemory().controls);
  const deck = openDeck(createDeckMemory());
  deck.generation = 1;
  const advance = createOfflineClock({ performance, settings, sampleRate, controls, deck, patches });
  const deckRenderer = createDeckRenderer({
    renderer,
    controls,
    edges: deck.edges,
    notes: deck.notes,
    played,
    frameAt: (timeUs) => (timeUs * sampleRate) / 1e6,
  });

  const samples = new Float32Array(Math.ceil(frames / block) * block);
  advance(0);
  played?.start(0, block, 1);
  continueFrom(performance, renderer);
  deckRenderer.joinAt(0);
  for (let at = 0; at < frames; at += block) {
    advance(at + block);
    const pending = deckRenderer.render(at, samples.subarray(at, at + block));
    if (pending !== undefined) await pending;
    await deckRenderer.prepare();
  }
  return samples.subarray(Math.round((performance.beginSeconds ?? 0) * sampleRate), frames);
}
