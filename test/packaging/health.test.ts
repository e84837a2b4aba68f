import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type PanelServer, startPanelServer } from '../../src/panel/server.ts';
import { createFakeInstrument } from '../panel/fake-instrument.ts';

const PACKAGING = join(import.meta.dirname, '../../packaging');

let server: PanelServer | undefined;
let timer: ReturnType<typeof setInterval> | undefined;
afterEach(async () => {
  clearInterval(timer);
  await server?.close();
  server = undefined;
});

/** The panel of an instrument that plays what `sampleOf` gives while gate 1 is high or low. */
async function playing(sampleOf: (isHigh: boolean) => number | undefined): Promise<string> {
  const fake = createFakeInstrument();
  let atMs = performance.now();
  timer = setInterval(() => {
    const frames = Math.round(((performance.now() - atMs) / 1000) * 44_100);
    atMs = performance.now();
    const sample = sampleOf(fake.instrument.state().gates[0]);
    if (sample !== undefined) fake.playAudio(new Float32Array(frames).fill(sample));
  }, 5);
  server = await startPanelServer({
    instrument: fake.instrument,
    folder: mkdtempSync(join(tmpdir(), 'panel-')),
    port: 0,
  });
  return server.url;
}

/** Answer of health.sh on a board whose service is active, with these lines in its journal and these frames of its sound card. */
async function healthOf(journal: readonly string[], [before, after]: readonly [number, number] = [1000, 45_100]) {
  const folder = mkdtempSync(join(tmpdir(), 'neurorack-health-'));
  for (const name of ['health.sh', 'sound-check.mjs']) cpSync(join(PACKAGING, name), join(folder, name));
  const card = join(folder, 'asound/card0/pcm0p/sub0');
  for (const made of [join(folder, 'bin'), card]) mkdirSync(made, { recursive: true });
  const status = (frames: number): string =>
    `state: RUNNING\nowner_pid   : 700\nhw_ptr      : ${frames}\nappl_ptr    : ${frames}\n`;
  writeFileSync(join(card, 'status'), status(before));
  writeFileSync(join(folder, 'after'), status(after));
  writeFileSync(join(folder, 'bin/neurorack.js'), `console.log('{"board":"virtual","findings":[]}')`);
  writeFileSync(join(folder, 'journal.log'), `${journal.join('\n')}\n`);
  const programs = {
    systemctl: 'case $* in *ActiveState*) echo active ;; *) echo 0 ;; esac',
    // The frames of the card advance in the second that the script waits.
    sleep: `[ "$1" != 1 ] || cp ${folder}/after ${card}/status`,
    journalctl: `cat ${folder}/journal.log`,
  };
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, NEURORACK_ASOUND: join(folder, 'asound') };
  const child = spawn('sh', [join(folder, 'health.sh')], { env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return [`${code}: ${stdout.trim()}`, stderr.trim()].filter((text) => text !== '').join('; ');
}

describe('health.sh of a service that is active', () => {
  it('reports it healthy when frames advance and a trigger sounds', async () => {
    const url = await playing((isHigh) => (isHigh ? 0.25 : 0));
    expect(await healthOf(['sound: alsa:hw:0', `panel: ${url}`])).toBe('0: healthy');
  });

  it('reports a silent trigger', async () => {
    const url = await playing(() => 0);
    expect(await healthOf(['sound: alsa:hw:0', `panel: ${url}`])).toBe('1: unhealthy: a trigger is silent');
  });

  it('reports a stream that stands still', async () => {
    const url = await playing(() => undefined);
    expect(await healthOf(['sound: alsa:hw:0', `panel: ${url}`])).toMatch(
      /^1: unhealthy: its sound stands still: 0 of \d+ frames/,
    );
  });

  it('reports a sound card that stands still, though the service writes to it', async () => {
    const url = await playing((isHigh) => (isHigh ? 0.25 : 0));
    expect(await healthOf(['sound: alsa:hw:0', `panel: ${url}`], [1000, 1000])).toBe(
      '1: unhealthy: its sound card stands still: no frame is played',
    );
  });

  it('reports a sound card that opens and is lost again and again', async () => {
    const lost =
      'warning: silence plays until the sink opens: alsa:hw:0 does not play any more: its driver takes no frames any more; restart the board';
    const journal = ['sound: alsa:hw:0', lost, 'sound: alsa:hw:0', lost, 'sound: alsa:hw:0'];
    expect(await healthOf(journal)).toBe(`1: unhealthy: its sound card opens and plays nothing\n${lost}\n${lost}`);
  });

  it('reports inputs that do not respond by their cause, and not by the silent trigger that follows', async () => {
    const url = await playing(() => 0);
    const lost =
      'error: the control thread is lost: no input of the panel neurorack-v1 responds: there is no /dev/i2c-1';
    expect(await healthOf(['sound: alsa:hw:0', `panel: ${url}`, lost])).toBe(
      `1: unhealthy: its inputs do not respond\n${lost}`,
    );
  });

  it('reports a panel that does not answer', async () => {
    expect(await healthOf(['sound: alsa:hw:0', 'panel: http://localhost:9/'])).toContain(
      'unhealthy: its panel does not answer',
    );
  });

  it('leaves the trigger out, with a note, where there is no panel', async () => {
    expect(await healthOf(['sound: alsa:hw:0', 'warning: no panel: port 4880 is in use'])).toBe(
      '0: healthy; note: it has no panel, so no trigger was checked',
    );
  });
});

describe('the sound check of the panel', () => {
  it('releases its gate, and is refused to pages of others', async () => {
    const url = await playing((isHigh) => (isHigh ? 0.5 : 0));
    const foreign = await fetch(`${url}sound-check`, { method: 'POST' });
    expect(foreign.status).toBe(403);
    const forwarded = await fetch(`${url}sound-check`, {
      method: 'POST',
      headers: { origin: url.slice(0, -1), 'x-forwarded-for': '192.0.2.1' },
    });
    expect(forwarded.status).toBe(401);
    const answer = await fetch(`${url}sound-check`, { method: 'POST', headers: { origin: url.slice(0, -1) } });
    expect(await answer.json()).toMatchObject({ peak: 0.5, isMuted: false, isLive: true });
  });
});
