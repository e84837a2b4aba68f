import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMonotonicClock } from '@neurorack/common';
import type { BoardConfig } from '@neurorack/contracts/board';
import type { Clock } from '@neurorack/contracts/clock';
import { cardOf } from './card.ts';
import {
  CENTRE,
  CLOCKS_A_GATE,
  clockTimes,
  MIDI_FORMS,
  midiPlan,
  NOTE_SECONDS,
  type PlannedClock,
} from './midi-plan.ts';
import { MIDI_RUN, type MidiRun } from './midi-run.ts';
import { createPanelActuator } from './panel-actuator.ts';
import { type PanelWatch, watchPanel } from './panel-watch.ts';
import { portAddress, queueTimeUs, SEQUENCER } from './sequencer.ts';
import { soundStartUs } from './sound-start.ts';
import { isVirtualMidiThere, openVirtualMidi, plugVirtualMidi } from './virtual-midi.ts';

const OUT = '/out/midi';
/** The input that the instrument opens (src/app/midi-inputs.ts). */
const PORT = 'neurorack';
const PLAYER = 'aplaymidi';
const [NOTE_ON, NOTE_OFF, CLOCK, START, STOP] = [0x90, 0x80, 0xf8, 0xfa, 0xfc];
const VELOCITY = 100;
const GATES = 2;
/** Times between two parts, ms: sounds have ended, and a clock is lost after half a second. */
const REST_MS = 800;
/** Interval of looking at files, ms. */
const LOOK_MS = 20;
/** Longest time until the instrument opens a port, or misses it, ms: it looks each second. */
const SCAN_MS = 3000;
const HIGHEST_PRIORITY = -20;

/** Plays MIDI into the instrument's ports, and writes down when: gates without MIDI, a MIDI file, clocks, a port that is removed. */
async function run(form: string, lines: string): Promise<void> {
  const length = MIDI_FORMS.find((name) => name === form);
  if (length === undefined) throw new Error(`MIDI has no form ${form}`);
  setPriority(HIGHEST_PRIORITY);
  const plan = midiPlan(length);
  const board: BoardConfig = JSON.parse(readFileSync('/out/board.json', 'utf8'));
  const clock = createMonotonicClock();
  await sleep(REST_MS);
  const soundUs = soundStartUs(cardOf(board), clock.nowUs());
  if (soundUs === undefined) throw new Error('nothing is recorded');
  const gatesUs = await playGates(board, lines, clock);
  const fileUs = await playFile(clock);
  await sleep(REST_MS);
  // The first client of the panel occupies the one core for a second.
  (await watchPanel(clock)).close();
  await sleep(SCAN_MS);
  const clocks: MidiRun['clocks'] = [];
  for (const planned of plan.clocks) {
    clocks.push(await playClock(planned, clock));
    await sleep(REST_MS);
  }
  const removal = plan.isPortRemoved ? await removePort(clock) : undefined;
  const result: MidiRun = { form: length, soundUs, gatesUs, fileUs, clocks, removal };
  writeFileSync(`${OUT}/${MIDI_RUN}`, JSON.stringify(result));
}

/** Gate 1 at the jack, as often as `GATES`: what MIDI is compared with. */
async function playGates(board: BoardConfig, lines: string, clock: Clock): Promise<number[]> {
  const actuator = createPanelActuator({ board, lines, clock, turnChip: () => undefined });
  const edgesUs: number[] = [];
  for (let n = 0; n < GATES; n++) {
    edgesUs.push(clock.nowUs());
    actuator.gate(0, true);
    await sleep(1000 * NOTE_SECONDS);
    actuator.gate(0, false);
    await sleep(REST_MS / 2);
  }
  return edgesUs;
}

/** Plays the MIDI file by ALSA's own player into the instrument's virtual input; gives the time of the file's beginning. */
async function playFile(clock: Clock): Promise<number> {
  const address = portAddress(readFileSync(SEQUENCER.clients, 'utf8'), PORT);
  if (address === undefined) throw new Error(`the sequencer has no port ${PORT}`);
  const player = spawn(PLAYER, ['-p', address, '-d', '0', `${OUT}/notes.mid`], { stdio: 'inherit' });
  let code: number | null | undefined;
  player.once('close', (status) => {
    code = status;
  });
  let startUs = Number.POSITIVE_INFINITY;
  while (code === undefined) {
    const timeUs = queueTimeUs(readFileSync(SEQUENCER.queues, 'utf8'), PLAYER);
    // The queue's time is that of its last tick, up to a millisecond ago: the earliest start is the exact one.
    if (timeUs !== undefined) startUs = Math.min(startUs, clock.nowUs() - timeUs);
    await sleep(LOOK_MS);
  }
  if (code !== 0 || !Number.isFinite(startUs)) throw new Error(`${PLAYER} ended with ${code}`);
  return startUs;
}

async function playClock(planned: PlannedClock, clock: Clock): Promise<MidiRun['clocks'][number]> {
  const port = openVirtualMidi();
  const sentUs: number[] = [];
  let panel: Promise<PanelWatch> | undefined;
  port.send(START);
  const startUs = clock.nowUs() + 1000 * LOOK_MS;
  for (const seconds of clockTimes(planned)) {
    // After the last gate that is measured: a client takes time of the one core.
    if (sentUs.length === CLOCKS_A_GATE * planned.gates) panel = watchPanel(clock);
    await waitUntil(startUs + 1e6 * seconds, clock);
    sentUs.push(clock.nowUs());
    port.send(CLOCK);
  }
  port.send(STOP);
  port.close();
  const watched = await panel;
  watched?.close();
  return { bpm: planned.bpm, sentUs, shown: [...(watched?.tempi ?? [])] };
}

/** Removes the port while it holds a note, and plugs it in again. */
async function removePort(clock: Clock): Promise<MidiRun['removal']> {
  const panel = await watchPanel(clock);
  await sleep(REST_MS);
  const held = openVirtualMidi();
  held.send(NOTE_ON, CENTRE, VELOCITY);
  held.close();
  await sleep(1000 * NOTE_SECONDS);
  const removedUs = clock.nowUs();
  plugVirtualMidi(false);
  await sleep(SCAN_MS);
  const backUs = clock.nowUs();
  plugVirtualMidi(true);
  await sleep(SCAN_MS);
  if (!isVirtualMidiThere()) throw new Error('the port of snd-virmidi does not come back');
  const again = openVirtualMidi();
  const noteUs = clock.nowUs();
  again.send(NOTE_ON, CENTRE, VELOCITY);
  await sleep(1000 * NOTE_SECONDS);
  again.send(NOTE_OFF, CENTRE, 0);
  again.close();
  await sleep(REST_MS);
  panel.close();
  return { removedUs, gates: [...panel.gates], backUs, noteUs };
}

/** Waits to a hundredth of a millisecond: timers of Node are late by up to one. */
async function waitUntil(us: number, clock: Clock): Promise<void> {
  const wholeMs = Math.floor((us - clock.nowUs()) / 1000) - 2;
  if (wholeMs > 0) await sleep(wholeMs);
  const leftMs = (us - clock.nowUs()) / 1000;
  if (leftMs > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, leftMs);
}

run(process.argv[2], process.argv[3]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
