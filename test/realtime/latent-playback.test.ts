import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { destinationIndex } from '../../src/control/destination.ts';
import { listenTo } from './client-audio.ts';
import { startInstrumentIn } from './started-instrument.ts';

const [X, Y] = [destinationIndex('latent-1'), destinationIndex('latent-2')];

describe('the latents', () => {
  it('change the sound of a note; a path moves them without a client, and goes on after a restart', async () => {
    const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
    const instrument = await startInstrumentIn(home);
    await instrument.until(({ isLive }) => isLive);
    const audio = await listenTo(instrument.url);
    const crossings: number[] = [];
    for (const x of [-3, 3, -3]) {
      instrument.send({ type: 'latent-point', x, y: 0 });
      await instrument.untilSettings(({ bases }) => bases['latent-1'] === x);
      const sound = audio.next();
      instrument.send({ type: 'gate', gate: 0, isHigh: true });
      crossings.push(crossingsOf(await sound));
      instrument.send({ type: 'gate', gate: 0, isHigh: false });
    }
    const [low, high, again] = crossings;
    expect(Math.abs(Math.log(high / low))).toBeGreaterThan(3 * Math.abs(Math.log(again / low)));
    expect(Math.abs(Math.log(high / low))).toBeGreaterThan(0.05);

    instrument.send({ type: 'latents', command: 'record' });
    for (let n = 0; n <= 10; n++) {
      instrument.send({ type: 'latent-point', x: n / 5, y: -n / 10 });
      await sleep(50);
    }
    instrument.send({ type: 'latents', command: 'stop' });
    instrument.send({ type: 'latent-point', x: -2, y: 2 });
    instrument.send({ type: 'latents', command: 'play' });
    await instrument.until(
      ({ latents, values }) => latents.motion === 'playing' && values[X] > 1.5 && values[Y] < -0.7,
    );
    expect(await instrument.stop()).toBe(0);

    const restarted = await startInstrumentIn(home);
    await restarted.until(({ latents, values }) => latents.motion === 'playing' && values[X] > 1.5 && values[Y] < -0.7);
    restarted.send({ type: 'latents', command: 'reset' });
    await restarted.until(({ latents, values }) => latents.motion === 'stopped' && values[X] === 0 && values[Y] === 0);
    expect(await restarted.stop()).toBe(0);
  });
});

/** Share of samples whose sign differs from the one before: high for a bright sound. */
function crossingsOf(samples: Float32Array): number {
  return samples.filter((sample, n) => n > 0 && sample >= 0 !== samples[n - 1] >= 0).length / samples.length;
}
