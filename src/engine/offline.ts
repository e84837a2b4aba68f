import type { Performance } from '../control/performance/performance.ts';
import type { ControlSettings } from '../control/settings.ts';
import type { Player } from '../voice/renderer.ts';
import { createDeckMemory, openDeck } from './deck.ts';
import { createDeckRenderer } from './deck-renderer.ts';
import { createEngineMemory } from './engine-memory.ts';
import type { BlockSize } from './latency.ts';
import { createOwnTime, type OwnTimeChoices } from './offline-clock.ts';
import { openSeqlock } from './seqlock.ts';

export interface OfflineOptions {
  readonly player: Player;
  readonly performance: Performance;
  readonly settings: ControlSettings;
  readonly block: BlockSize;
  readonly frames: number;
  /** What the performance's knob chooses. */
  readonly choices?: OwnTimeChoices | undefined;
}

/**
 * Plays a performance in one thread: the sound that the engine's threads write to a file, sample for sample.
 *
 * @throws NeurorackError as `Player.render`
 */
export async function renderPerformance(options: OfflineOptions): Promise<Float32Array> {
  const { player, performance, settings, block, frames, choices } = options;
  const { sampleRate } = player;
  const controls = openSeqlock(createEngineMemory().controls);
  const deck = openDeck(createDeckMemory());
  deck.generation = 1;
  const advance = createOwnTime({ performance, settings, sampleRate, controls, deck, choices });
  const renderer = createDeckRenderer({
    player,
    controls,
    edges: deck.edges,
    frameAt: (at) => (at * sampleRate) / 1e6,
  });

  const samples = new Float32Array(Math.ceil(frames / block) * block);
  advance(0);
  renderer.joinAt(0);
  for (let at = 0; at < frames; at += block) {
    advance(at + block);
    const pending = renderer.render(at, samples.subarray(at, at + block));
    if (pending !== undefined) await pending;
    await renderer.prepare();
  }
  return samples.subarray(0, frames);
}
