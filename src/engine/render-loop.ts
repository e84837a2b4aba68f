import { nextTurn } from '../voice/next-turn.ts';
import type { Renderer } from '../voice/renderer.ts';
import type { Deck } from './deck.ts';
import { createDeckRenderer } from './deck-renderer.ts';
import { TRANSPORT_SIZE } from './engine-memory.ts';
import type { Buffering } from './latency.ts';
import type { Meters } from './meters.ts';
import type { Seqlock } from './seqlock.ts';
import { createTimeline } from './timeline.ts';

/** A block that takes more than this share of its period is an overrun. */
const OVERRUN_SHARE = 0.5;
/** Longest wait before commands are dispatched again, ms. */
const MAX_WAIT_MS = 20;
/**
 * Blocks between two minor garbage collections, each followed by a turn of the event loop. A block of 128 leaves 5 kB at most
 * (`test/realtime/guarded-render.test.ts`), one of 512 has four hops' work, and V8's young space holds 2.7 MB: with 128 blocks it filled at 512,
 * and survivors grew the heap by a megabyte a minute.
 */
const BLOCKS_PER_COLLECTION = 32;

export interface RenderLoopOptions {
  readonly renderer: Renderer;
  readonly deck: Deck;
  readonly controls: Seqlock;
  readonly transport: Seqlock;
  readonly meters: Meters;
  /** Its headroom, and `gateFrames` with it, may change at any time. */
  readonly buffering: Buffering;
  /**
   * On an offline clock, which begins with frame 0: publishes controls and gate edges up to a frame. Absent when a device sets
   * the pace.
   */
  readonly advance?: (frame: number) => void;
  readonly nowUs: () => number;
  /** CPU time of this thread in µs, or null where the system does not report it. */
  readonly cpuTimeUs: () => number | null;
  /** Dispatches commands; false to end the loop. Called at least every 20 ms, between blocks. */
  readonly dispatch: () => boolean;
  /** Added to the usual distance between now and the first frame. Default 0. */
  readonly delayFrames?: number;
  /**
   * Waits until the deck's samples are at most `maxFill`; false to dispatch commands first. Default: blocks the thread, 20 ms at most. A thread
   * that receives commands as events must not be blocked.
   */
  readonly waitForRoom?: (maxFill: number) => Promise<boolean>;
  /**
   * Whether blocks whose time has passed are left silent in place of being rendered, so that the sound returns at once after a stall; notes pause
   * for as long. For a thread without real-time priority, such as a browser's. Default false: a late block is rendered, and played as far as
   * it is not late.
   */
  readonly skipsMissed?: boolean;
  /** Collects young garbage. Called between blocks, so that V8 does not collect inside one. */
  readonly collectGarbage?: () => void;
  /** Called after each block. */
  readonly onBlock?: () => void;
  /** Joins what another deck is playing. Called once, when the first frame's position in the stream is known. */
  readonly join?: (startFrame: number) => Promise<void>;
  /** Called once, after that and before anything is rendered. */
  readonly onStart?: (startFrame: number) => void;
}

/**
 * The loop of a render thread: keeps its ring one block ahead of the sink until a 'stop' command. The steady state allocates
 * nothing that grows.
 *
 * @throws NeurorackError as `Renderer.render`
 */
export async function runRenderLoop(options: RenderLoopOptions): Promise<void> {
  const { renderer, deck, controls, transport, buffering, advance, nowUs, cpuTimeUs, dispatch } = options;
  const { block, period } = buffering;
  const { sampleRate } = renderer;
  /** A file may be rendered as far ahead as the ring has room. */
  const maxFill = (): number => (advance === undefined ? buffering.headroom : deck.samples.capacity - block);
  const samples = new Float32Array(block);
  const silence = new Float32Array(block);
  const countBlock = createBlockCounter(options);
  const timeline = createTimeline({ sampleRate });
  const transportRecord = new Float64Array(TRANSPORT_SIZE);
  const observe = (): boolean => {
    if (!transport.read(transportRecord)) return false;
    timeline.observe(transportRecord[0], transportRecord[1]);
    return true;
  };
  const frameAt =
    advance === undefined
      ? (timeUs: number) => timeline.positionAt(timeUs) + buffering.gateFrames
      : (timeUs: number) => (timeUs * sampleRate) / 1e6;
  const { edges, notes, played } = deck;
  const deckRenderer = createDeckRenderer({
    ...{ renderer, controls, edges, notes, played, frameAt },
    onTrigger: (frame) => {
      deck.triggerFrame = frame;
    },
  });

  let next = 0;
  if (advance === undefined) {
    while (!observe()) {
      if (!dispatch()) return;
      await nextTurn();
    }
    // Start on a period's edge: what is left in the ring when a block is due is then the whole headroom, not a part of it.
    const earliest = timeline.positionAt(nowUs()) + buffering.gateFrames + (options.delayFrames ?? 0);
    next = Math.ceil(earliest / period) * period;
  }
  advance?.(0);
  if (options.join !== undefined) await options.join(next);
  deck.played?.start(next, block, deck.generation);
  deckRenderer.joinAt(next);
  options.onStart?.(next);
  deck.startFrame = next;

  for (let blocks = 1; dispatch(); ) {
    const waiting = options.waitForRoom?.(maxFill());
    const hasRoom = waiting === undefined ? deck.samples.waitForRoom(maxFill(), MAX_WAIT_MS) : await waiting;
    if (!hasRoom) continue;
    // Commands sent during the wait are executed before the gate edges that followed them.
    if (!dispatch()) break;
    if (advance === undefined) observe();
    else advance(next + block);
    if (options.skipsMissed === true && next + block <= transportRecord[0]) {
      deck.samples.write(silence, block);
      next += block;
      deck.beat();
      continue;
    }

    const sinceUs = nowUs();
    const cpuSinceUs = cpuTimeUs();
    const pending = deckRenderer.render(next, samples);
    if (pending !== undefined) await pending;
    deck.samples.write(samples, block);
    next += block;
    deck.beat();
    // Prefetching counts towards the block's time: the next block may be due by its end.
    const preparing = deckRenderer.prepare();
    if (preparing !== undefined) await preparing;
    countBlock(nowUs() - sinceUs, cpuSinceUs);
    options.onBlock?.();
    if (blocks++ % BLOCKS_PER_COLLECTION !== 0) continue;
    options.collectGarbage?.();
    await nextTurn();
  }
}

/**
 * Returns a function that counts a block by its duration and the thread's CPU time at its start: an engine overrun if the CPU
 * time was too long, a host overrun if only the duration was.
 */
function createBlockCounter(options: RenderLoopOptions): (blockUs: number, cpuSinceUs: number | null) => void {
  const { renderer, meters, buffering, cpuTimeUs } = options;
  const maxUs = (OVERRUN_SHARE * buffering.block * 1e6) / renderer.sampleRate;
  return (blockUs, cpuSinceUs) => {
    const cpuNowUs = cpuSinceUs === null ? null : cpuTimeUs();
    const cpuUs = cpuNowUs === null || cpuSinceUs === null ? blockUs : cpuNowUs - cpuSinceUs;
    meters.count('blocks');
    meters.blockUs.add(blockUs);
    meters.blockCpuUs.add(cpuUs);
    meters.set('faults', renderer.faults);
    meters.set('loopFromMs', Math.round(renderer.loopFromMs ?? -1));
    meters.set('loopToMs', Math.round(renderer.loopToMs ?? -1));
    if (cpuUs > maxUs) meters.count('engineOverruns');
    else if (blockUs > maxUs) meters.count('hostOverruns');
  };
}
