import { setImmediate } from 'node:timers/promises';
import type { Renderer } from '../voice/renderer.ts';
import type { Deck } from './deck.ts';
import { createDeckRenderer } from './deck-renderer.ts';
import { TRANSPORT_SIZE } from './engine-memory.ts';
import type { Buffering } from './latency.ts';
import type { Meters } from './meters.ts';
import type { Seqlock } from './seqlock.ts';
import { createTimeline } from './timeline.ts';

/** A block's own CPU time beyond this share of its period is a miss of ours. */
const MISS_SHARE = 0.5;
/** Longest wait before the thread looks at its orders again, ms. */
const PATIENCE_MS = 20;
/** Blocks between two collections of young garbage, each with a turn of the event loop; V8's room for it lasts for twice as many. */
const BLOCKS_A_TURN = 32;

export interface RenderLoopOptions {
  readonly renderer: Renderer;
  readonly deck: Deck;
  readonly controls: Seqlock;
  readonly transport: Seqlock;
  readonly meters: Meters;
  readonly buffering: Buffering;
  /**
   * Sees to controls and gates up to a frame, where time is the stream's own and begins with frame 0; absent when a device sets
   * the pace.
   */
  readonly advance?: (frame: number) => void;
  readonly nowUs: () => number;
  /** CPU time of this thread in µs, null where the system does not tell. */
  readonly cpuTimeUs: () => number | null;
  /** Carries out orders; false to end the loop. Called at least every 20 ms, between blocks. */
  readonly dispatch: () => boolean;
  /** Added to the usual distance between now and the first frame. */
  readonly delayFrames?: number;
  /** Collects young garbage: called where there is time for it, so that it does not happen inside a block. */
  readonly collectGarbage?: () => void;
  /** Called after each block. */
  readonly onBlock?: () => void;
  /** Called once, when the first frame's place in the stream is known and before anything is rendered. */
  readonly onStart?: (startFrame: number) => void | Promise<void>;
}

/**
 * The render thread: one block ahead of the sink, for ever. Steady state allocates nothing that grows.
 *
 * @throws NeurorackError as `Player.render`
 */
export async function runRenderLoop(options: RenderLoopOptions): Promise<void> {
  const {
    renderer: player,
    deck,
    controls,
    transport,
    meters,
    buffering,
    advance,
    nowUs,
    cpuTimeUs,
    dispatch: obey,
  } = options;
  const { block, period, headroom, gateFrames } = buffering;
  const { sampleRate } = player;
  /** A file may be written as far ahead as there is room. */
  const most = advance === undefined ? headroom : deck.samples.capacity - block;
  const samples = new Float32Array(block);
  const halfPeriodUs = (MISS_SHARE * block * 1e6) / sampleRate;
  const timeline = createTimeline({ sampleRate });
  const seen = new Float64Array(TRANSPORT_SIZE);
  const observe = (): boolean => {
    if (!transport.read(seen)) return false;
    timeline.observe(seen[0], seen[1]);
    return true;
  };
  const frameAt =
    advance === undefined
      ? (timeUs: number) => timeline.positionAt(timeUs) + gateFrames
      : (timeUs: number) => (timeUs * sampleRate) / 1e6;
  const renderer = createDeckRenderer({
    renderer: player,
    controls,
    edges: deck.edges,
    frameAt,
    onTrigger: (frame) => {
      deck.triggerFrame = frame;
    },
  });

  let next = 0;
  if (advance === undefined) {
    while (!observe()) {
      if (!obey()) return;
      await setImmediate();
    }
    // At a period's edge: what is left in the ring when a block is due is then the headroom, not a part of it.
    const earliest = timeline.positionAt(nowUs()) + gateFrames + (options.delayFrames ?? 0);
    next = Math.ceil(earliest / period) * period;
  }
  advance?.(0);
  const pendingStart = options.onStart?.(next);
  if (pendingStart !== undefined) await pendingStart;
  renderer.joinAt(next);
  deck.startFrame = next;

  for (let blocks = 1; obey(); ) {
    if (!deck.samples.waitForRoom(most, PATIENCE_MS)) continue;
    // A gate that came while there was no room finds what was ordered before it.
    if (!obey()) break;
    if (advance === undefined) observe();
    else advance(next + block);

    const sinceUs = nowUs();
    const cpuSinceUs = cpuTimeUs();
    const pending = renderer.render(next, samples);
    if (pending !== undefined) await pending;
    deck.samples.write(samples, block);
    next += block;
    deck.beat();
    // What is done ahead is counted with the block: the next one may be due by then.
    const preparing = renderer.prepare();
    if (preparing !== undefined) await preparing;
    count(nowUs() - sinceUs, cpuSinceUs);
    options.onBlock?.();
    if (blocks++ % BLOCKS_A_TURN !== 0) continue;
    options.collectGarbage?.();
    await setImmediate();
  }

  function count(blockUs: number, cpuSinceUs: number | null): void {
    const cpuNowUs = cpuSinceUs === null ? null : cpuTimeUs();
    const ownUs = cpuNowUs === null || cpuSinceUs === null ? blockUs : cpuNowUs - cpuSinceUs;
    meters.count('blocks');
    meters.blockUs.add(blockUs);
    meters.blockCpuUs.add(ownUs);
    meters.set('faults', player.faults);
    if (ownUs > halfPeriodUs) meters.count('ownMisses');
    else if (blockUs > halfPeriodUs) meters.count('schedulingMisses');
  }
}
