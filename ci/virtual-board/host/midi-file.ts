import { NOTE_SECONDS, type PlannedNote } from '../test-bench/midi-plan.ts';

/** A tick is a millisecond: 500 ticks a quarter, at 120 quarters a minute. */
const [TICKS_A_SECOND, TICKS_A_QUARTER, QUARTER_US] = [1000, 500, 500_000];
const [NOTE_ON, NOTE_OFF] = [0x90, 0x80];
const END_OF_TRACK = [0x00, 0xff, 0x2f, 0x00];

/** A Standard MIDI File of format 0 with notes of channel 1, each held for `NOTE_SECONDS`. */
export function midiFileOf(notes: readonly PlannedNote[]): Buffer {
  const events = notes
    .flatMap(({ seconds, note, velocity }) => [
      { tick: Math.round(TICKS_A_SECOND * seconds), bytes: [NOTE_ON, note, velocity] },
      { tick: Math.round(TICKS_A_SECOND * (seconds + NOTE_SECONDS)), bytes: [NOTE_OFF, note, 64] },
    ])
    .toSorted((a, b) => a.tick - b.tick);
  const tempo = [0x00, 0xff, 0x51, 3, QUARTER_US >> 16, (QUARTER_US >> 8) & 0xff, QUARTER_US & 0xff];
  const track = events.flatMap(({ tick, bytes }, n) => [
    ...variableLength(tick - (events[n - 1]?.tick ?? 0)),
    ...bytes,
  ]);
  const header = Buffer.alloc(6);
  header.writeUInt16BE(0, 0);
  header.writeUInt16BE(1, 2);
  header.writeUInt16BE(TICKS_A_QUARTER, 4);
  return Buffer.concat([chunk('MThd', header), chunk('MTrk', Buffer.from([...tempo, ...track, ...END_OF_TRACK]))]);
}

function chunk(name: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([Buffer.from(name, 'latin1'), length, content]);
}

/** Seven bits a byte, the highest first; all but the last have their eighth bit set. */
function variableLength(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}
