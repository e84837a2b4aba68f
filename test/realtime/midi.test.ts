import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import FFT from 'fft.js';
import { expect, it } from 'vitest';
import { factoryBank, installationRoot } from '../../src/app/installation.ts';
import { DESTINATIONS } from '../../src/control/destination.ts';
import { createMidiOverlay } from '../../src/control/midi/midi-overlay.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../src/control/settings.ts';
import { readBank } from '../../src/descriptors/bank/read-bank.ts';
import { createMidiController } from '../../src/instrument/midi-controller.ts';
import { rms } from '../families/sinc-nsf/test-model.ts';
import { startLiveEngine } from './live-engine.ts';
import { startInstrumentIn } from './started-instrument.ts';

const RATE = 44_100;
const POINTS = 16_384;
/** A partial of the factory bank's bell, Hz; see test/sound/in-tune.test.ts. */
const BELL_HZ = 1309.5;

/** MIDI over an engine in real threads. */
async function startMidi() {
  const bell = (await readBank(factoryBank())).sets.find(({ name }) => name === 'Bell');
  if (bell === undefined) throw new Error('the factory bank has no bell');
  const live = await startLiveEngine({
    program: {
      kind: 'model',
      modelsDirectory: join(installationRoot(), 'models'),
      model: 'impacts',
      seed: 1,
      patch: { a: bell, b: bell, gateMode: 'gated', loopMode: 'resynthesis' },
    },
  });
  const overlay = createMidiOverlay();
  const send = (): void => live.engine.send({ kind: 'settings', settings: overlay.apply(DEFAULT_CONTROL_SETTINGS) });
  const midi = createMidiController({
    overlay,
    settings: () => DEFAULT_CONTROL_SETTINGS,
    configure: send,
    onOverlay: send,
    onInput: (message) => live.engine.send({ kind: 'panel', message }),
    presets: () => undefined,
    onMessage: () => undefined,
  });
  await live.until('playing');
  await sleep(100);
  return {
    ...live,
    /** Holds a note, and returns its sound from the onset on. */
    async play(note: number, velocity: number): Promise<Float32Array> {
      do await sleep(200);
      while (rms(live.takeAudio()) > 1e-5);
      midi.receive('Keys', [0x90, note, velocity]);
      const taken: number[] = [];
      let onset = -1;
      while (onset < 0 || taken.length < onset + POINTS) {
        await sleep(50);
        taken.push(...live.takeAudio());
        onset = taken.findIndex((x) => Math.abs(x) > 1e-4);
      }
      midi.receive('Keys', [0x80, note, 0]);
      return Float32Array.from(taken.slice(onset, onset + POINTS));
    },
  };
}

/** Hz of the strongest partial within half a semitone of `hz`, by a parabola through its peak in dB. */
function partialNear(sound: Float32Array, hz: number): number {
  const transform = new FFT(POINTS);
  const faded = Array.from(sound, (x, n) => x * Math.cos((Math.PI * n) / (2 * POINTS)) ** 2);
  const out = transform.createComplexArray();
  transform.realTransform(out, faded);
  const db = (k: number): number => 10 * Math.log10(out[2 * k] ** 2 + out[2 * k + 1] ** 2 + 1e-30);
  let best = Math.round((hz * 2 ** (-0.5 / 12) * POINTS) / RATE);
  for (let k = best; k <= (hz * 2 ** (0.5 / 12) * POINTS) / RATE; k++) if (db(k) > db(best)) best = k;
  const [low, mid, high] = [db(best - 1), db(best), db(best + 1)];
  return ((best + (0.5 * (low - high)) / (low - 2 * mid + high)) * RATE) / POINTS;
}

it('notes of MIDI sound at their pitch within 5 cents, and the louder the faster their keys are', async () => {
  const { play } = await startMidi();
  for (const note of [60, 61, 67, 72, 48]) {
    const hz = BELL_HZ * 2 ** ((note - 60) / 12);
    const played = partialNear(await play(note, 100), hz);
    expect.soft(Math.abs(1200 * Math.log2(played / hz)), `note ${note}: ${played} Hz, expected ${hz}`).toBeLessThan(5);
  }
  const levels: number[] = [];
  for (const velocity of [30, 60, 90, 127]) levels.push(rms(await play(60, velocity)));
  expect(levels).toEqual([...levels].sort((a, b) => a - b));
  // 40 log(127 / 30) dB
  expect(20 * Math.log10(levels[3] / levels[0])).toBeGreaterThan(18);
});

it('a client plays the instrument by MIDI, and what it learns is there after a restart', async () => {
  const home = await mkdtemp(join(tmpdir(), 'neurorack-midi-'));
  const first = await startInstrumentIn(home, '--audio', 'null');
  const play = (on: typeof first, ...bytes: number[]): void =>
    on.send({ type: 'midi', port: 'Keys', messages: [{ bytes, timeMs: 0 }] });
  await first.until(({ isLive }) => isLive);
  play(first, 0x90, 72, 127);
  await first.until(({ gates }) => gates[0]);
  play(first, 0x80, 72, 0);
  await first.until(({ values }) => values[DESTINATIONS.indexOf('pitch')] === 1);
  first.send({ type: 'midi-learn', target: { kind: 'base', destination: 'scrub' } });
  play(first, 0xb0, 20, 0, 20, 100, 20, 127);
  await first.untilSettings(({ bases }) => bases.scrub === 1);
  await first.until(({ message }) => message?.includes('CC 20 of channel 1 plays the base of scrub') === true);
  expect(await first.stop()).toBe(0);
  expect(JSON.parse(await readFile(join(home, 'midi.json'), 'utf8'))).toMatchObject({ format: 'neurorack-midi' });
  const second = await startInstrumentIn(home, '--audio', 'null');
  await second.until(({ isLive }) => isLive);
  await second.untilSettings(({ bases }) => bases.scrub === 1 && bases.pitch !== 1);
  play(second, 0xb0, 20, 0);
  await second.untilSettings(({ bases }) => bases.scrub === 0);
  expect(await second.stop()).toBe(0);
});
