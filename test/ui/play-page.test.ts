import { describe, expect, it } from 'vitest';
import { drawPlayPage, type PlayPageState } from '../../src/ui/pages/play.ts';

const STATE: PlayPageState = {
  setA: 'Boom',
  setB: 'A very long name of a set that does not fit',
  model: 'impacts',
  field: 'setA',
  interpolate: 0.5,
  scrub: 0,
  sharpness: 0,
  variation: 1,
  descriptors: [1, 0.5, 0, 0, 0, 0, 0],
  level: 0.1,
  gates: [true, false],
  message: undefined,
};

/** A row of pixels as text. */
const row = (frame: Uint8Array, y: number): string =>
  [...frame.subarray(128 * y, 128 * (y + 1))].map((pixel) => (pixel ? '#' : '.')).join('');
const lit = (frame: Uint8Array): number => frame.reduce((sum, pixel) => sum + pixel, 0);

describe('the play page', () => {
  it('draws 128 by 64 pixels of 0 and 1, the same for the same state', () => {
    const frame = drawPlayPage(STATE);
    expect(frame.length).toBe(128 * 64);
    expect(frame.every((pixel) => pixel === 0 || pixel === 1)).toBe(true);
    expect(drawPlayPage(STATE)).toEqual(frame);
  });

  it('shows what gate 2 loops in place of the scrub bar, and a loop without a sound', () => {
    const looping = (fromMs: number, toMs: number, mode: 'resynthesis' | 'freeze' = 'resynthesis'): Uint8Array =>
      drawPlayPage({ ...STATE, loop: { mode, fromMs, toMs } });
    const frames = [
      drawPlayPage(STATE),
      looping(0, 120),
      looping(210, 330),
      looping(0, 120, 'freeze'),
      looping(-1, -1),
      looping(-1, -1, 'freeze'),
    ].map((frame) => frame.join(''));
    expect(new Set(frames).size).toBe(5);
    // The longest text ends before the descriptors.
    const [plain, long] = [drawPlayPage(STATE), looping(59_870, 59_990)];
    for (let y = 0; y < 64; y++) expect(row(long, y).slice(79)).toBe(row(plain, y).slice(79));
  });

  it('draws a bar with the length of its value', () => {
    const length = (interpolate: number): number =>
      row(drawPlayPage({ ...STATE, interpolate }), 35)
        .slice(28, 76)
        .replaceAll('.', '').length;
    expect([length(0), length(0.5), length(1), length(7)]).toEqual([1, 24, 48, 48]);
  });

  it('draws sharpness from the middle of its bar to either side', () => {
    const bar = (sharpness: number): string => row(drawPlayPage({ ...STATE, sharpness }), 51).slice(28, 76);
    expect(bar(1).indexOf('#')).toBe(24);
    expect(bar(-1).lastIndexOf('#')).toBe(23);
  });

  it('inverts the selected field and no other', () => {
    const brightest = (field: PlayPageState['field']): number => {
      const frame = drawPlayPage({ ...STATE, setB: 'Boom', gates: [], field });
      const rows = [0, 12, 21].map((y) => lit(frame.subarray(128 * y, 128 * (y + 8))));
      return rows.indexOf(Math.max(...rows));
    };
    expect([brightest('model'), brightest('setA'), brightest('setB')]).toEqual([0, 1, 2]);
  });

  it('draws a column with the height of its descriptor, from the bottom up', () => {
    const frame = drawPlayPage(STATE);
    const height = (column: number): number =>
      Array.from({ length: 22 }, (_, y) => frame[128 * (32 + y) + column]).filter((pixel) => pixel === 1).length;
    expect([80, 86, 92].map(height)).toEqual([22, 11, 0]);
    expect(drawPlayPage({ ...STATE, descriptors: [] })).not.toEqual(frame);
  });

  it('inverts the mark of a high gate', () => {
    const low = drawPlayPage({ ...STATE, gates: [false, false] });
    expect(lit(drawPlayPage(STATE))).toBeGreaterThan(lit(low));
  });

  it('shows a message over its bottom and keeps names and gates readable', () => {
    const [plain, withMessage] = [drawPlayPage(STATE), drawPlayPage({ ...STATE, message: 'no ADC' })];
    expect(Buffer.compare(plain.subarray(0, 128 * 48), withMessage.subarray(0, 128 * 48))).toBe(0);
    expect(Buffer.compare(plain, withMessage)).not.toBe(0);
  });

  it('uses the greys of the display, within its depth', () => {
    const levels = new Set(drawPlayPage(STATE, { width: 256, height: 64, depth: 4 }));
    expect([...levels].sort((a, b) => a - b)).toEqual([0, 6, 15]);
  });
});
