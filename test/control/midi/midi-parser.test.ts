import { describe, expect, it } from 'vitest';
import { createMidiParser } from '../../../src/control/midi/midi-parser.ts';

function read(...packets: readonly (readonly number[])[]) {
  const messages: number[][] = [];
  const parser = createMidiParser((status, first, second) => void messages.push([status, first, second]));
  for (const packet of packets) parser.receive(packet);
  return { messages, counts: parser.counts };
}

describe('the bytes of a MIDI port', () => {
  it('are messages of three, two and one bytes', () => {
    expect(read([0x90, 60, 100, 0xc3, 7, 0xd0, 64, 0xf2, 1, 2, 0xf8]).messages).toEqual([
      [0x90, 60, 100],
      [0xc3, 7, 0],
      [0xd0, 64, 0],
      [0xf2, 1, 2],
      [0xf8, 0, 0],
    ]);
  });

  it('keep their status until another one comes, in whatever parts they arrive', () => {
    expect(read([0x90, 60], [100, 62], [0], [0x80, 64, 1]).messages).toEqual([
      [0x90, 60, 100],
      [0x90, 62, 0],
      [0x80, 64, 1],
    ]);
  });

  it('have clock messages between the bytes of others', () => {
    expect(read([0x90, 0xf8, 60, 0xf8, 100]).messages).toEqual([
      [0xf8, 0, 0],
      [0xf8, 0, 0],
      [0x90, 60, 100],
    ]);
  });

  it('skip system exclusive messages of any length, with a clock inside, and count them', () => {
    const { messages, counts } = read([0xf0, 1, 2], [3, 0xf8, 4], [0xf7, 0x90, 60, 1]);
    expect(messages).toEqual([
      [0xf8, 0, 0],
      [0x90, 60, 1],
    ]);
    expect(counts).toEqual({ messages: 2, sysexBytes: 6, ignoredBytes: 0 });
  });

  it('go on after a system exclusive message without an end', () => {
    expect(read([0xf0, 1, 2, 0x90, 60, 1]).messages).toEqual([[0x90, 60, 1]]);
  });

  it('are counted where they belong to no message', () => {
    const { messages, counts } = read([60, 61], [0xf4, 0xf7, 0xfd], [0x90, 60, 0x80, 61, 0], [0xf1, 3, 4]);
    expect(messages).toEqual([
      [0x80, 61, 0],
      [0xf1, 3, 0],
    ]);
    expect(counts.ignoredBytes).toBe(2 + 3 + 2 + 1);
  });
});
