import { describe, expect, it } from 'vitest';
import type { NoteInput } from '../../src/contracts/panel-input.ts';
import { createNoteRingMemory, openNoteRing } from '../../src/engine/note-ring.ts';

const note = (key: number, isOn = true, isMoved = false): NoteInput => ({
  kind: 'note',
  key,
  isOn,
  isMoved,
  pitch: key / 12,
  level: -key,
  sharpness: 0.25,
});

describe('a note ring', () => {
  it('passes notes in order, through another view of its memory', () => {
    const memory = createNoteRingMemory(4);
    const [writer, reader] = [openNoteRing(memory), openNoteRing(memory)];
    expect(reader.peekTimeUs()).toBe(Number.POSITIVE_INFINITY);
    for (let round = 0; round < 5; round++) {
      writer.push(note(1), 10);
      writer.push(note(2, false), 20);
      expect(reader.peekTimeUs()).toBe(10);
      expect({ ...reader.shift() }).toEqual(note(1));
      expect(reader.peekTimeUs()).toBe(20);
      expect({ ...reader.shift() }).toEqual(note(2, false));
    }
    expect(reader.peekTimeUs()).toBe(Number.POSITIVE_INFINITY);
  });

  it('drops and counts a note only when it is full', () => {
    const ring = openNoteRing(createNoteRingMemory(2));
    expect([ring.push(note(1), 1), ring.push(note(2), 2), ring.push(note(3), 3)]).toEqual([true, true, false]);
    expect(ring.lost).toBe(1);
    expect(ring.shift().key).toBe(1);
  });
});
