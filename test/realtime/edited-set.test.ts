import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shiftCurve } from '../../src/descriptors/edit/curve-edits.ts';
import { fromSetMessage, type SetMessage, toSetMessage } from '../../src/panel/set-message.ts';
import { listenTo } from './client-audio.ts';
import { startInstrumentIn } from './started-instrument.ts';

/** Largest level error, dB: a gap of a busy machine takes at most this much off a quarter of a second; the edit takes three times as much. */
const MAX_GAP_DB = 4;
/** Reduction of loudness, octaves. */
const SOFTER = 2;

describe('an edited set', () => {
  it('sounds in place of its original while auditioned, and under its own name when saved; the original is unchanged', async () => {
    const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
    const instrument = await startInstrumentIn(home, '--set', 'Tabla', '--set-b', 'Tabla');
    await instrument.until(({ isLive }) => isLive);
    const audio = await listenTo(instrument.url);
    const decibels: number[] = [];
    const trigger = async (): Promise<void> => {
      const sound = audio.next();
      instrument.send({ type: 'gate', gate: 0, isHigh: true });
      decibels.push(decibelsOf(await sound));
      instrument.send({ type: 'gate', gate: 0, isHigh: false });
    };
    const { set } = await call<{ set: SetMessage }>(instrument.url, 'sets/curves?name=Tabla');
    const tabla = fromSetMessage(set);
    const soft = shiftCurve(tabla, 'rms', { by: -SOFTER, from: 0, to: tabla.frames - 1 });
    await trigger();
    await call(instrument.url, 'sets/audition', { set: toSetMessage(soft) });
    await trigger();
    await call(instrument.url, 'sets/audition', { set: null });
    await trigger();
    await call(instrument.url, 'sets', { set: toSetMessage({ ...soft, name: 'Soft tabla' }), over: null });
    instrument.send({ type: 'sets', setA: 'Soft tabla', setB: 'Soft tabla' });
    await instrument.until(({ setA }) => setA === 'Soft tabla');
    await trigger();
    const [first, ...others] = decibels;
    const expected = -20 * SOFTER * Math.log10(2);
    expect(first).toBeGreaterThan(-40);
    others.forEach(
      (one, n) =>
        void expect(
          Math.abs(one - first - (n % 2 === 0 ? expected : 0)),
          `${n} of ${decibels.map(Math.round)}`,
        ).toBeLessThan(MAX_GAP_DB),
    );
    expect(await instrument.stop()).toBe(0);
    const again = await startInstrumentIn(home);
    await again.until(({ setA }) => setA === 'Soft tabla');
    const { set: kept } = await call<{ set: SetMessage }>(again.url, 'sets/curves?name=Soft tabla');
    expect(kept.curves).toEqual(toSetMessage(soft).curves);
  });
});

function decibelsOf(samples: Float32Array): number {
  return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

async function call<T>(url: string, path: string, body?: unknown): Promise<T> {
  const headers = { origin: url.slice(0, -1) };
  const answer = await fetch(`${url}${path}`, {
    headers,
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return JSON.parse(await answer.text());
}
