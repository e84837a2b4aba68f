import { DESTINATIONS } from '../control/destination.ts';
import type { Renderer } from '../voice/renderer.ts';
import { RECORD_GATES, RECORD_SIZE } from './control-record.ts';
import type { EdgeRing } from './edge-ring.ts';
import type { Seqlock } from './seqlock.ts';

export interface DeckRendererOptions {
  /** Hears the frame of each rise of gate 1. */
  readonly onTrigger?: (frame: number) => void;
  readonly renderer: Renderer;
  readonly controls: Pick<Seqlock, 'read'>;
  readonly edges: EdgeRing;
  /** The frame of the stream at which an edge of a time in µs is to be heard, not rounded. */
  readonly frameAt: (timeUs: number) => number;
}

/** Blocks of a stream out of a player, with what the control thread says in between. */
export interface DeckRenderer {
  /** Before the first block: forgets edges that were to be heard before `start`, and takes up a loop that is under way. */
  joinAt(start: number): void;
  /**
   * Renders the frames `[start ... start + block.length)` of the stream: the latest control values from the first on,
   * each gate's edge at its own frame, or at the first one when it comes too late.
   *
   * @throws NeurorackError as `Player.render`
   */
  render(start: number, block: Float32Array): void | Promise<void>;
  /** After each block, once it is on its way: what can be done ahead. @throws NeurorackError as `render` */
  prepare(): void | Promise<void>;
}

export function createDeckRenderer(options: DeckRendererOptions): DeckRenderer {
  const { renderer: player, controls, edges, frameAt, onTrigger } = options;
  const record = new Float64Array(RECORD_SIZE);
  const values = record.subarray(0, DESTINATIONS.length);

  function renderFrom(from: number, start: number, block: Float32Array): void | Promise<void> {
    let at = from;
    for (;;) {
      const frame = Math.round(frameAt(edges.peekTimeUs()));
      const to = Math.min(Math.max(frame - start, at), block.length);
      if (to > at) {
        if (to < block.length && edges.peekGate() === 0 && edges.peekIsHigh()) player.expectTrigger?.(to - at);
        const pending = player.render(block, at, to);
        at = to;
        if (pending !== undefined) return after(pending, at, start, block);
      }
      if (at === block.length) return;
      const gate = edges.peekGate() === 0 ? 0 : 1;
      const isHigh = edges.peekIsHigh();
      player.gate(gate, isHigh);
      if (gate === 0 && isHigh) onTrigger?.(start + at);
      edges.shift();
    }
  }

  async function after(pending: Promise<void>, at: number, start: number, block: Float32Array): Promise<void> {
    await pending;
    if (at < block.length) await renderFrom(at, start, block);
  }

  return {
    joinAt: (start) => {
      const isSteered = controls.read(record);
      let isLooping = isSteered && record[RECORD_GATES + 1] === 1;
      while (frameAt(edges.peekTimeUs()) < start) {
        if (edges.peekGate() === 1) isLooping = edges.peekIsHigh();
        edges.shift();
      }
      if (isSteered) player.control(values);
      if (isLooping) player.gate(1, true);
    },
    render: (start, block) => {
      if (controls.read(record)) player.control(values);
      return renderFrom(0, start, block);
    },
    prepare: () => player.prepare?.(),
  };
}
