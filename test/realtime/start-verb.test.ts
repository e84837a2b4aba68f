import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { packBank } from '../../src/descriptors/bank/write-bank.ts';
import { impactSet } from '../descriptors/sample-sets.ts';
import { startInstrumentIn as start } from './started-instrument.ts';

describe('neurorack start', () => {
  it('plays the given sets and bank, and again at the next start while the bank exists', async () => {
    const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
    const file = join(home, 'own.nrbank');
    const hit = impactSet({ name: 'Own hit' });
    writeFileSync(file, packBank({ name: 'own', licence: 'CC0', sets: [impactSet({ name: 'Other' }), hit] }));
    const first = await start(home, '--bank', file, '--set', 'own hit');
    await first.until(({ setA }) => setA === 'Own hit');
    expect(await first.stop()).toBe(0);
    const second = await start(home);
    await second.until(({ setA }) => setA === 'Own hit');
    expect(await second.stop()).toBe(0);
    rmSync(file);
    const third = await start(home);
    await third.until(({ setA }) => setA !== 'Own hit');
    expect(third.stderr()).toContain(`the bank ${file} no longer exists, the factory bank plays`);
    expect(await third.stop()).toBe(0);
  });

  it('restores the sets of the last session', async () => {
    const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
    const first = await start(home);
    first.send({ type: 'sets', setA: 'Tabla' });
    await first.until(({ setA }) => setA === 'Tabla');
    expect(await first.stop()).toBe(0);
    const second = await start(home);
    await second.until(({ setA }) => setA === 'Tabla');
    expect(await second.stop()).toBe(0);
  });

  it('plays on the defaults when its settings are damaged, keeps the damaged file, and names it', async () => {
    const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
    writeFileSync(join(home, 'settings.json'), '{"format": "neurorack-settings", "vers');
    const instrument = await start(home);
    await instrument.until(({ setA }) => setA === 'Boom');
    expect(instrument.stderr()).toContain('settings.json');
    expect(await instrument.stop()).toBe(0);
    expect(readFileSync(join(home, 'settings.json.damaged-1'), 'utf8')).toContain('neurorack-settings');
  });

  it('plays where it cannot save, reports the failure, and still exits with 0', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'neurorack-home-')), 'a-file');
    writeFileSync(file, '');
    const instrument = await start(join(file, 'below'));
    instrument.send({ type: 'sets', setA: 'Bell' });
    await instrument.until(({ setA }) => setA === 'Bell');
    expect(await instrument.stop()).toBe(0);
    expect(instrument.stderr()).toMatch(/could not save settings/);
  });

  it('restores the settings made in the menu and in the panel, and shows the changes of each in the other', async () => {
    const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
    const first = await start(home);
    await first.untilSettings(({ ranges }) => ranges.cv1 === '0-5');
    first.send({ type: 'depth', jack: 'cv1', destination: 'pitch', depth: 0.5 });
    first.send({ type: 'base', destination: 'loop-window', value: 200 });
    await first.untilSettings(({ depths, bases }) => depths.cv1.pitch === 0.5 && bases['loop-window'] === 200);
    // A long push opens the menu; its third line is the page of the jacks, whose first line is the range of CV 1.
    first.send({ type: 'button', isDown: true });
    await sleep(700);
    first.send({ type: 'button', isDown: false });
    first.send({ type: 'turn', steps: 2 });
    first.push();
    first.push();
    first.send({ type: 'turn', steps: 1 });
    await first.untilSettings(({ ranges }) => ranges.cv1 === '0-8');
    expect(await first.stop()).toBe(0);
    const second = await start(home);
    await second.untilSettings(
      ({ ranges, depths, bases }) =>
        ranges.cv1 === '0-8' &&
        depths.cv1.pitch === 0.5 &&
        depths.cv1.interpolate === 1 &&
        bases['loop-window'] === 200,
    );
    expect(await second.stop()).toBe(0);
  });

  it('is calibrated from the panel while it plays, and keeps the calibration', async () => {
    const home = mkdtempSync(join(tmpdir(), 'neurorack-home-'));
    const first = await start(home);
    for (const [volts, reads, shows] of [
      [0, 0.06, 0.06],
      [5, 5.26, 5],
    ]) {
      first.send({ type: 'cv', channel: 1, volts: reads });
      await first.until(({ volts: shown }) => Math.abs(shown[1] - shows) < 0.005);
      first.send({ type: 'calibrate', jack: 'cv2', volts });
      await first.until(
        ({ message }) => message?.includes(volts === 0 ? '0 V is measured' : 'cv2 is calibrated') ?? false,
      );
    }
    expect(await first.stop()).toBe(0);
    const second = await start(home);
    await second.untilSettings(({ calibration }) => Math.abs(calibration.cv2.slope - 5 / 5.2) < 1e-6);
    expect(await second.stop()).toBe(0);
  });
});
