import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAlsaRecorder, hasAlsa } from '../../testing/alsa-recorder.ts';
import { startInstrumentWith } from './started-instrument.ts';

const NO_CARD = { ALSA_CONFIG_PATH: '/nowhere/asound.conf' };
const newHome = (): string => mkdtempSync(join(tmpdir(), 'neurorack-card-home-'));
const CLI = join(import.meta.dirname, '../../bin/neurorack.js');

function openRecorder() {
  const recorder = createAlsaRecorder();
  onTestFinished(recorder.close);
  return recorder;
}

const peakOf = (samples: readonly number[]): number => samples.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0);

describe.skipIf(!hasAlsa)('an instrument on a computer with a sound card', () => {
  it('plays on it by default, and the panel says so', { timeout: 120_000 }, async () => {
    const card = openRecorder();
    const home = newHome();
    const instrument = await startInstrumentWith({ home, env: card.env });
    await instrument.untilStderr(/sound: alsa:default/);
    await instrument.until(({ isLive }) => isLive);
    const before = card.recorded.length;
    expect(peakOf(card.recorded)).toBeLessThan(1e-3);
    instrument.send({ type: 'gate', gate: 0, isHigh: true });
    while (!(peakOf(card.recorded.slice(before)) > 0.05)) await sleep(50);
    expect(await instrument.stop()).toBe(0);
    expect(instrument.stderr()).not.toContain('the browser plays');
  });

  it('is listed by neurorack devices', () => {
    const card = openRecorder();
    const run = (...options: string[]): string =>
      execFileSync(process.execPath, [CLI, 'devices', ...options], {
        encoding: 'utf8',
        env: { ...process.env, ...card.env },
      });
    expect(JSON.parse(run('--json'))).toEqual([
      expect.objectContaining({ sink: 'alsa:default', input: 'alsa:default', name: 'A recorder', isDefault: true }),
    ]);
    expect(run()).toMatch(/^alsa:default {2}A recorder \(default\) {2}any out {2}any in {2}44\.1, 48, .* kHz\n$/);
  });
});

describe.skipIf(!hasAlsa)('an instrument on a computer without a sound card', () => {
  it('plays in the browser, with one sentence, and saves nothing of it', { timeout: 120_000 }, async () => {
    const home = newHome();
    const instrument = await startInstrumentWith({ home, env: NO_CARD });
    await instrument.untilStderr(/sound: browser/);
    expect(instrument.stderr().match(/^the browser plays, no sound card does: .*default.*$/gm)).toHaveLength(1);
    expect(instrument.stderr()).not.toContain('ALSA lib');
    await instrument.untilSound();
    instrument.send({ type: 'gate-mode', mode: 'gated' });
    await instrument.until(({ gateMode }) => gateMode === 'gated');
    expect(await instrument.stop()).toBe(0);
    expect(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8')).content.audio).toBeNull();
  });

  it('says so where devices are listed', () => {
    const env = { ...process.env, ...NO_CARD };
    expect(execFileSync(process.execPath, [CLI, 'devices'], { encoding: 'utf8', env })).toBe(
      'there is no sound card: `neurorack start` plays in the browser\n',
    );
  });
});

describe.skipIf(!hasAlsa)('the choice of an output on the panel', () => {
  it('plays on the card while it plays in the browser, with the buffer that is asked for, and saves both', {
    timeout: 120_000,
  }, async () => {
    const card = openRecorder();
    const home = newHome();
    const instrument = await startInstrumentWith({ home, env: card.env }, '--audio', 'browser');
    await instrument.until(({ isLive }) => isLive);
    instrument.send({ type: 'output', sink: 'wav:/tmp/neurorack-never.wav', bufferFrames: null });
    await instrument.untilError(/there is no output 'wav:/);
    instrument.send({ type: 'list-outputs' });
    await instrument.until(({ output }) => output.devices.some(({ name }) => name === 'A recorder'));
    instrument.send({ type: 'output', sink: 'alsa:default', bufferFrames: 1024 });
    await instrument.untilStderr(/sound: alsa:default/);
    await instrument.until(({ output }) => output.sink === 'alsa:default' && output.bufferFrames === 1024);
    instrument.send({ type: 'gate', gate: 0, isHigh: true });
    while (!(peakOf(card.recorded) > 0.05)) await sleep(50);
    expect(await instrument.stop()).toBe(0);
    const { content } = JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'));
    expect([content.audio, content.bufferFrames]).toEqual(['alsa:default', 1024]);
  });
});
