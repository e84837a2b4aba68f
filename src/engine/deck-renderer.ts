import type { NoteInput } from '../contracts/panel-input.ts';
import { DESTINATIONS } from '../control/destination.ts';
import { JACKS } from '../control/jacks.ts';
import { clamp } from '../numeric/clamp.ts';
import { MAX_RESIDUE, type Renderer } from '../voice/renderer.ts';
import { RECORD_GATES, RECORD_SIZE, RECORD_VOLTS } from './control-record.ts';
import type { EdgeRing } from './edge-ring.ts';
import type { NoteRing } from './note-ring.ts';
import type { PlayedLog } from './played-log.ts';
import type { Seqlock } from './seqlock.ts';

export interface DeckRendererOptions {
  /** Called with the frame of each rising edge of gate 1. */
  readonly onTrigger?: (frame: number) => void;
  readonly renderer: Renderer;
  /** Records what is played, and when. */
  readonly played?: PlayedLog | undefined;
  readonly controls: Pick<Seqlock, 'read'>;
  readonly edges: EdgeRing;
  /** Notes with voices of their own, for a renderer that has several. */
  readonly notes?: Pick<NoteRing, 'peekTimeUs' | 'shift'> | undefined;
  /** The frame of the stream at which an edge at `timeUs` sounds, not rounded. */
  readonly frameAt: (timeUs: number) => number;
}

/** Renders the blocks of a deck's stream; applies control values and gate edges from the control thread. Render thread. */
export interface DeckRenderer {
  /** Call before the first block: drops the edges that sound before `start`, and joins a loop that is being played. */
  joinAt(start: number): void;
  /**
   * Renders the frames `[start ... start + block.length)` of the stream. The latest control values apply from the first frame;
   * each gate edge applies at its own frame, or at the first one if it is late.
   *
   * @throws NeurorackError as `Renderer.render`
   */
  render(start: number, block: Float32Array): void | Promise<void>;
  /** Call after each block, once it is in the ring: prefetches for the next trigger. @throws NeurorackError as `render` */
  prepare(): void | Promise<void>;
}

export function createDeckRenderer(options: DeckRendererOptions): DeckRenderer {
  const { renderer, controls, edges, notes, frameAt, onTrigger, played } = options;
  const record = new Float64Array(RECORD_SIZE);
  const values = record.subarray(0, DESTINATIONS.length);
  const volts = record.subarray(RECORD_VOLTS, RECORD_VOLTS + JACKS.length);
  const residue = new Float64Array(MAX_RESIDUE);
  // An array: V8 allocates each number that a closure changes.
  const silentAt = new Float64Array(1).fill(Number.NEGATIVE_INFINITY);

  /** Logs the beginning of a silence, and each second of it: a recording may begin there. */
  function logResidue(start: number): void {
    if (played === undefined || renderer.readResidue === undefined) return;
    if (renderer.isSounding) silentAt[0] = Number.NEGATIVE_INFINITY;
    else if (start - silentAt[0] >= renderer.sampleRate) {
      silentAt[0] = start;
      const count = renderer.readResidue(residue);
      if (count > 0) played.residue(start, residue, count);
    }
  }

  function playNote(note: NoteInput, frame: number): void {
    if (renderer.note === undefined) return;
    renderer.note(note);
    played?.note(frame, note);
  }

  function renderFrom(from: number, start: number, block: Float32Array): void | Promise<void> {
    let at = from;
    for (;;) {
      const noteUs = notes === undefined ? Number.POSITIVE_INFINITY : notes.peekTimeUs();
      const isNote = noteUs < edges.peekTimeUs();
      const frame = Math.round(frameAt(isNote ? noteUs : edges.peekTimeUs()));
      const to = clamp(frame - start, at, block.length);
      if (to > at) {
        if (!isNote && to < block.length && edges.peekGate() === 0 && edges.peekIsHigh())
          renderer.expectTrigger?.(to - at);
        const pending = renderer.render(block, at, to);
        at = to;
        if (pending !== undefined) return resumeAfter(pending, at, start, block);
      }
      if (at === block.length) return;
      if (notes !== undefined && isNote) {
        playNote(notes.shift(), start + at);
        continue;
      }
      const gate = edges.peekGate() === 0 ? 0 : 1;
      const isHigh = edges.peekIsHigh();
      renderer.gate(gate, isHigh);
      played?.edge(start + at, gate, isHigh);
      if (gate === 0 && isHigh) onTrigger?.(start + at);
      edges.shift();
    }
  }

  async function resumeAfter(pending: Promise<void>, at: number, start: number, block: Float32Array): Promise<void> {
    await pending;
    if (at < block.length) await renderFrom(at, start, block);
  }

  return {
    joinAt: (start) => {
      const hasControls = controls.read(record);
      let isLooping = hasControls && record[RECORD_GATES + 1] === 1;
      while (frameAt(edges.peekTimeUs()) < start) {
        if (edges.peekGate() === 1) isLooping = edges.peekIsHigh();
        edges.shift();
      }
      while (notes !== undefined && frameAt(notes.peekTimeUs()) < start) notes.shift();
      logResidue(start);
      if (hasControls) renderer.control(values);
      if (!isLooping) return;
      renderer.gate(1, true);
      played?.edge(start, 1, true);
    },
    render: (start, block) => {
      logResidue(start);
      if (controls.read(record)) {
        renderer.control(values);
        played?.volts(start, volts);
        played?.values(start, values);
      }
      return renderFrom(0, start, block);
    },
    prepare: () => renderer.prepare?.(),
  };
}
