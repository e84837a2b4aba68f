import { describe, expect, it } from 'vitest';
import { destinationIndex } from '../../src/control/destination.ts';
import { RECORD_GATES, RECORD_SIZE } from '../../src/engine/control-record.ts';
import { createDeckRenderer } from '../../src/engine/deck-renderer.ts';
import { createEdgeRingMemory, openEdgeRing } from '../../src/engine/edge-ring.ts';
import { createNoteRingMemory, openNoteRing } from '../../src/engine/note-ring.ts';
import { createSeqlockMemory, openSeqlock } from '../../src/engine/seqlock.ts';
import type { Renderer } from '../../src/voice/renderer.ts';
import { createImpulseRenderer } from './impulse-renderer.ts';

const LATENCY = 100;

function setUp(impulses: Renderer = createImpulseRenderer()) {
  const controls = openSeqlock(createSeqlockMemory(RECORD_SIZE));
  const edges = openEdgeRing(createEdgeRingMemory());
  const notes = openNoteRing(createNoteRingMemory());
  // A microsecond a frame, so that the expected frames are easy to read.
  const frameAt = (timeUs: number): number => timeUs + LATENCY;
  const renderer = createDeckRenderer({ renderer: impulses, controls, edges, notes, frameAt });
  const record = new Float64Array(RECORD_SIZE);
  return {
    renderer,
    edges,
    notes,
    control: (level: number, gate2 = 0) => {
      record[destinationIndex('level')] = level;
      record[RECORD_GATES + 1] = gate2;
      controls.write(record);
    },
    render: async (start: number, length = 64) => {
      const block = new Float32Array(length);
      await renderer.render(start, block);
      return Object.fromEntries([...block].flatMap((x, i) => (x === 0 ? [] : [[start + i, x]])));
    },
  };
}

describe('a deck renderer', () => {
  it('applies a gate edge at its own frame inside the block, whichever block that is', async () => {
    const { edges, render } = setUp();
    edges.push(0, true, 37);
    edges.push(1, true, 90);
    expect(await render(64)).toEqual({});
    expect(await render(128)).toEqual({ 137: 1, 190: 2 });
  });

  it('applies edges of the same frame together, and a late edge at once', async () => {
    const { edges, render } = setUp();
    edges.push(0, true, 5);
    edges.push(0, false, 30);
    edges.push(1, true, 30);
    expect(await render(128)).toEqual({ 128: 1, 130: 1 });
  });

  it('plays notes at their frames between the edges, and drops those that sounded before it began', async () => {
    const played: [key: number, isOn: boolean, frame: number][] = [];
    const impulses = createImpulseRenderer();
    let frame = 0;
    const voices: Renderer = {
      ...impulses,
      gate: (gate, isHigh) => void played.push([-1 - gate, isHigh, frame]),
      note: ({ key, isOn }) => void played.push([key, isOn, frame]),
      render: (_into, from, to) => {
        frame += to - from;
      },
    };
    const { renderer, edges, notes, render } = setUp(voices);
    const note = { kind: 'note', key: 60, isOn: true, pitch: 0, level: 0, sharpness: 0 } as const;
    notes.push({ ...note, key: 1 }, -200);
    notes.push(note, 5);
    edges.push(0, true, 30);
    notes.push({ ...note, isOn: false }, 40);
    renderer.joinAt(0);
    for (const start of [0, 64, 128]) await render(start);
    expect(played).toEqual([
      [60, true, 105],
      [-1, true, 130],
      [60, false, 140],
    ]);
  });

  it('applies the latest control values at each block, and keeps them', async () => {
    const { control, render } = setUp();
    control(0.5);
    control(0.25);
    expect(Object.values(await render(0, 4))).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(Object.values(await render(4, 2))).toEqual([0.25, 0.25]);
  });

  it('renders the same samples when the renderer returns promises', async () => {
    const plain = createImpulseRenderer();
    const slow: Renderer = {
      ...plain,
      render: async (into, from, to) => {
        await Promise.resolve();
        plain.render(into, from, to);
      },
    };
    const { edges, render } = setUp(slow);
    edges.push(0, true, 37);
    edges.push(1, true, 50);
    edges.push(1, false, 163 - LATENCY);
    expect(await render(128)).toEqual({ 137: 1, 150: 2, 163: -2 });
    expect(await render(192)).toEqual({});
  });

  it('announces a rising edge of gate 1 inside the block before it renders the samples up to it, and nothing else', async () => {
    const announced: number[] = [];
    const announcing: Renderer = { ...createImpulseRenderer(), expectTrigger: (samples) => announced.push(samples) };
    const { edges, render } = setUp(announcing);
    edges.push(0, true, 37);
    edges.push(0, false, 40);
    edges.push(1, true, 44);
    edges.push(0, true, 50);
    edges.push(0, true, 192 - LATENCY);
    await render(128);
    // 9 samples to the first; 6 from gate 2's edge to the second; the third is the next block's own.
    expect(announced).toEqual([9, 6]);
    await render(192);
    expect(announced).toEqual([9, 6]);
  });

  it('joins a running stream: drops edges before its start, continues a loop that is held', async () => {
    const { renderer, edges, control, render } = setUp();
    control(0, 1);
    edges.push(0, true, 10);
    edges.push(1, true, 12);
    edges.push(0, true, 250);
    renderer.joinAt(320);
    expect(await render(320)).toEqual({ 320: 2, 350: 1 });
  });

  it('joins without a loop when gate 2 fell before its start', async () => {
    const { renderer, edges, control, render } = setUp();
    control(0, 1);
    edges.push(1, true, 12);
    edges.push(1, false, 40);
    renderer.joinAt(320);
    expect(await render(320)).toEqual({});
  });
});
