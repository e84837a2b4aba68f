import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDebounce } from '../../src/control/debounce.ts';
import { recordEdges } from './record-edges.ts';

/** Edges by their times: the first rises, the next falls, and so on. */
function edgesOf(timesUs: readonly number[], settledUs = Number.POSITIVE_INFINITY): string[] {
  const { heard, onEdge } = recordEdges();
  const debounce = createDebounce(1);
  for (const [n, timeUs] of timesUs.entries()) debounce.edge(n % 2 === 0, timeUs, onEdge);
  if (Number.isFinite(settledUs)) debounce.settle(settledUs);
  return heard;
}

describe('a gate that bounces', () => {
  it('passes clean edges on at their own times', () => {
    expect(edgesOf([0, 1000, 2000, 3500])).toEqual([
      'gate 1 rises at 0',
      'gate 1 falls at 1000',
      'gate 1 rises at 2000',
      'gate 1 falls at 3500',
    ]);
  });

  it('rises once when its contacts chatter, and stays high', () => {
    expect(edgesOf([0, 300, 600, 700, 999], 5000)).toEqual(['gate 1 rises at 0']);
    expect(edgesOf([0, 300, 600, 8000])).toEqual(['gate 1 rises at 0', 'gate 1 falls at 8000']);
  });

  it('falls a millisecond after its rise when the pulse is shorter', () => {
    expect(edgesOf([100, 400], 1099)).toEqual(['gate 1 rises at 100']);
    expect(edgesOf([100, 400], 1100)).toEqual(['gate 1 rises at 100', 'gate 1 falls at 1100']);
  });

  it('hears a rise 1 ms after the last one, however short the pulse before it', () => {
    expect(edgesOf([0, 300, 1000])).toEqual(['gate 1 rises at 0', 'gate 1 falls at 1000', 'gate 1 rises at 1000']);
  });

  it('falls once when its contacts chatter on their way down', () => {
    const stroke = ['gate 1 rises at 0', 'gate 1 falls at 250000'];
    expect(edgesOf([0, 250_000, 250_100, 250_200, 250_900, 250_950], 260_000)).toEqual(stroke);
    expect(edgesOf([0, 250_000, 250_100, 250_200, 300_000])).toEqual([...stroke, 'gate 1 rises at 300000']);
    const slow = Array.from({ length: 9 }, (_, n) => 250_000 + 500 * n);
    expect(edgesOf([0, ...slow], 260_000)).toEqual(stroke);
  });

  it('is heard again 5 ms after its fall where a tone goes on from there', () => {
    const heard = edgesOf([0, 250_000, ...Array.from({ length: 40 }, (_, n) => 250_400 + 400 * n)]);
    expect(heard[2]).toMatch(/^gate 1 rises at 255\d\d\d$/);
    expect(heard.filter((edge) => edge.includes('rises')).length).toBeGreaterThan(6);
  });

  it('rises once it has been up for a millisecond where the gap was shorter than that', () => {
    const stroke = ['gate 1 rises at 0', 'gate 1 falls at 5000'];
    expect(edgesOf([0, 5000, 5300], 6299)).toEqual(stroke);
    expect(edgesOf([0, 5000, 5300], 6300)).toEqual([...stroke, 'gate 1 rises at 6300']);
    expect(edgesOf([0, 5000, 5300, 9000])).toEqual([...stroke, 'gate 1 rises at 6300', 'gate 1 falls at 9000']);
  });

  it('hears each rise of a trill of 800 Hz at its own time, however short its gaps', () => {
    const heard = edgesOf([0, 1200, 1250, 2450, 2500, 3700]);
    expect(heard.filter((edge) => edge.includes('rises'))).toEqual(
      [0, 1250, 2500].map((us) => `gate 1 rises at ${us}`),
    );
  });

  it('tells a level twice for nobody', () => {
    const { heard, onEdge } = recordEdges();
    const debounce = createDebounce(0);
    debounce.edge(false, 0, onEdge);
    for (const timeUs of [10, 5000, 9000]) debounce.edge(true, timeUs, onEdge);
    for (const timeUs of [12_000, 15_000]) debounce.edge(false, timeUs, onEdge);
    expect(heard).toEqual(['gate 0 rises at 10', 'gate 0 falls at 12000']);
  });

  it('whatever the contacts do: edges alternate, no two rises within 1 ms, and in the end it is where the contact is', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 2500 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(gaps, (steps) => {
        const told: { isHigh: boolean; timeUs: number }[] = [];
        const debounce = createDebounce(0);
        let timeUs = 0;
        for (const [n, step] of steps.entries()) {
          timeUs += step;
          debounce.edge(n % 2 === 0, timeUs, (_, isHigh, at) => told.push({ isHigh, timeUs: at }));
        }
        debounce.settle(timeUs + 1000);
        debounce.settle(timeUs + 6000);
        expect(told.map(({ isHigh }) => isHigh)).toEqual(told.map((_, n) => n % 2 === 0));
        expect(told.length % 2).toBe(steps.length % 2);
        const rises = told.filter(({ isHigh }) => isHigh);
        for (const [n, rise] of rises.slice(1).entries()) {
          expect(rise.timeUs - rises[n].timeUs).toBeGreaterThanOrEqual(1000);
        }
        expect(told.map((edge) => edge.timeUs)).toEqual(told.map((edge) => edge.timeUs).sort((a, b) => a - b));
      }),
    );
  });
});
