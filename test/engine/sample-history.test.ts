import { describe, expect, it } from 'vitest';
import { createSampleHistoryMemory, openSampleHistory } from '../../src/engine/sample-history.ts';

const CAPACITY = 4096;
/** Samples that are their own frame. */
const ramp = (from: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_, n) => (from + n) % 65_536);

function createHistory() {
  const memory = createSampleHistoryMemory(CAPACITY);
  const writer = openSampleHistory(memory);
  let frame = 0;
  return {
    reader: openSampleHistory(memory),
    play: (count: number): void => {
      for (; count > 0; count -= 32, frame += 32) writer.write(frame, ramp(frame, 32), 32);
    },
    jumpTo: (next: number): void => {
      frame = next;
    },
  };
}

describe('the history of a stream', () => {
  it('has its last samples by their frame, across the end of its memory', () => {
    const { reader, play } = createHistory();
    play(6400);
    const into = new Float32Array(3000);
    expect(reader.end()).toBe(6400);
    expect(reader.read(3400, into)).toBe(true);
    expect(into).toEqual(ramp(3400, 3000));
  });

  it('refuses samples that have been replaced, are about to be, or are not there yet', () => {
    const { reader, play } = createHistory();
    play(6400);
    expect(reader.read(6400 - CAPACITY, new Float32Array(8))).toBe(false);
    expect(reader.read(6400 - reader.capacity - 1, new Float32Array(8))).toBe(false);
    expect(reader.read(6400 - reader.capacity, new Float32Array(8))).toBe(true);
    expect(reader.read(6396, new Float32Array(8))).toBe(false);
    expect(reader.read(-1, new Float32Array(1))).toBe(false);
  });

  it('counts on where its counter of 32 bits wraps', () => {
    const { reader, play, jumpTo } = createHistory();
    for (const start of [2 ** 31 - 64, 2 ** 32 - 64]) {
      jumpTo(start - 2 ** 30);
      play(32);
      reader.end();
      jumpTo(start);
      play(128);
      expect(reader.end()).toBe(start + 128);
      const into = new Float32Array(100);
      expect(reader.read(start + 20, into)).toBe(true);
      expect(into).toEqual(ramp(start + 20, 100));
    }
  });
});
