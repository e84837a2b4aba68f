import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listenTo } from './client-audio.ts';
import { startInstrumentIn } from './started-instrument.ts';

describe('the map', () => {
  it('plays the sound at its point: a cymbal at the cymbal, a kick at the kick, and the cymbal again', async () => {
    const instrument = await startInstrumentIn(mkdtempSync(join(tmpdir(), 'neurorack-home-')));
    await instrument.until(({ isLive }) => isLive);
    const audio = await listenTo(instrument.url);
    instrument.send({ type: 'source', source: 'map' });
    await instrument.until(({ source }) => source === 'map');
    const crossings: number[] = [];
    for (const name of ['Cymbal', 'Heavy kick', 'Cymbal']) {
      const { x, y } = await instrument.placeOf(name);
      instrument.send({ type: 'map-point', x, y });
      const sound = audio.next();
      instrument.send({ type: 'gate', gate: 0, isHigh: true });
      crossings.push(crossingsOf(await sound));
      instrument.send({ type: 'gate', gate: 0, isHigh: false });
    }
    const [cymbal, kick, again] = crossings;
    expect(cymbal).toBeGreaterThan(4 * kick);
    expect(again).toBeGreaterThan(4 * kick);
    expect(Math.abs(again - cymbal) / cymbal).toBeLessThan(0.2);
    // Selecting a set in the panel switches the source back to A/B, as the knob does.
    instrument.send({ type: 'sets', setA: 'Tabla' });
    await instrument.until(({ setA, source }) => setA === 'Tabla' && source === 'a-b');
    expect(await instrument.stop()).toBe(0);
  });
});

/** Share of samples whose sign differs from the one before: high for noise, low for a drum. */
function crossingsOf(samples: Float32Array): number {
  return samples.filter((sample, n) => n > 0 && sample >= 0 !== samples[n - 1] >= 0).length / samples.length;
}
