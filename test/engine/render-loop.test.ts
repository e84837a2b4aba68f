import { expect, it } from 'vitest';
import { RECORD_SIZE } from '../../src/engine/control-record.ts';
import { createDeckMemory, openDeck } from '../../src/engine/deck.ts';
import { TRANSPORT_SIZE } from '../../src/engine/engine-memory.ts';
import { createMetersMemory, openMeters } from '../../src/engine/meters.ts';
import { runRenderLoop } from '../../src/engine/render-loop.ts';
import { createSeqlockMemory, openSeqlock } from '../../src/engine/seqlock.ts';
import type { Renderer } from '../../src/voice/renderer.ts';

const BLOCK = 128;

/** Samples that count the frames that have been rendered, from 1 on. */
function createCounter(): Renderer {
  let next = 1;
  return {
    sampleRate: 44_100,
    latencyFrames: 0,
    isSounding: true,
    faults: 0,
    control: () => undefined,
    gate: () => undefined,
    render: (into, from, to) => {
      for (let i = from; i < to; i++) into[i] = next++;
    },
  };
}

/** Renders blocks for an output at these positions; returns the first sample of each. */
async function firstSamples(positions: readonly number[], skipsMissed: boolean): Promise<readonly number[]> {
  const deck = openDeck(createDeckMemory());
  const transport = openSeqlock(createSeqlockMemory(TRANSPORT_SIZE));
  transport.write(Float64Array.of(0, 0));
  const first: number[] = [];
  const block = new Float32Array(BLOCK);
  let step = 0;
  await runRenderLoop({
    renderer: createCounter(),
    deck,
    controls: openSeqlock(createSeqlockMemory(RECORD_SIZE)),
    transport,
    meters: openMeters(createMetersMemory()),
    buffering: { block: BLOCK, period: BLOCK, headroom: 0, gateFrames: BLOCK },
    nowUs: () => 0,
    cpuTimeUs: () => null,
    skipsMissed,
    dispatch: () => step <= positions.length,
    waitForRoom: async () => {
      if (deck.samples.read(block, BLOCK) > 0) first.push(block[0]);
      transport.write(Float64Array.of(positions[step++] ?? 0, 0));
      return true;
    },
  });
  return first;
}

// The first block begins at frame 128; the thread then stalls until the output is at frame 600.
const STALLED = [0, 128, 600, 600, 600, 600, 600];

it('leaves blocks silent whose time has passed, and renders on where it was', async () => {
  expect(await firstSamples(STALLED, true)).toEqual([1, 129, 0, 257, 385, 513, 641]);
});

it('renders every block where a late one may still be played', async () => {
  expect(await firstSamples(STALLED, false)).toEqual([1, 129, 257, 385, 513, 641, 769]);
});
