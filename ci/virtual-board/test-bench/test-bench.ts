import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { createMonotonicClock } from '@neurorack/common';
import type { BoardConfig, CvWiring } from '@neurorack/contracts/board';
import { createPerformancePlayer } from '../../../src/control/performance/performance-player.ts';
import { cardOf } from './card.ts';
import { type ChipsThreadData, COMMAND } from './chips-commands.ts';
import { createFaultInjector } from './fault-injector.ts';
import { createFaultsMemory, isBusFault, openBusFaults } from './faults.ts';
import { createPanelActuator } from './panel-actuator.ts';
import { readScene, type SceneFault } from './scene.ts';

const OUT = '/out';
const SERVICE_LOG = '/run/service.log';
/** The instrument says so once the model plays. */
const PLAYS = /^playing: /m;
/** From then to the first second of the performance, ms: the display has shown its page. */
const SETTLES_MS = 1000;
const PATIENCE_MS = 120_000;
const TICK_MS = 2;
/** A voltage that moves by more within a tick has leapt: that is written down. */
const LEAP_VOLTS = 1;

/** Niceness. */
const MOST_URGENT = -20;

/**
 * The world around the board: chips on its bus, hands at its panel, and what breaks; at rest there are the chips alone. Runs in the guest
 * until it is killed.
 */
async function run(lines: string, isAtRest: boolean): Promise<void> {
  // Of this thread, and of the chips' that it begins; not of those that compile for them.
  setPriority(MOST_URGENT);
  const board: BoardConfig = JSON.parse(readFileSync(`${OUT}/board.json`, 'utf8'));
  const { panel } = board;
  if (panel === undefined) throw new Error(`the board ${board.id} has no panel`);
  const clock = createMonotonicClock();
  // Kept until the end: a write to the host takes as long as the host likes.
  const told: object[] = [];
  const tell = (line: object): void => void told.push(line);

  const volts = new SharedArrayBuffer(8 * 4);
  const orders = new SharedArrayBuffer(4 * 3);
  const words = new Int32Array(orders);
  const faultsMemory = createFaultsMemory();
  const workerData: ChipsThreadData = { panel, volts, faults: faultsMemory, commands: orders, log: `${OUT}/bus.jsonl` };
  const chips = new Worker(new URL('./chips-thread.js', import.meta.url), { workerData });
  chips.on('error', (error) => {
    throw error;
  });
  const faults = openBusFaults(faultsMemory);
  const hands = createPanelActuator({
    board,
    lines,
    clock,
    turnChip: (steps) => void Atomics.add(words, COMMAND.turned, steps),
  });
  const setJacks = wireJacks(panel.cv, new Float64Array(volts));
  setJacks(new Float32Array(4));
  writeFileSync('/run/world-is-ready', '');
  if (isAtRest) return;
  const breaker = createFaultInjector(hands);
  const { scene, performance } = readScene(JSON.parse(readFileSync(`${OUT}/scene.json`, 'utf8')), 'scene');

  const said = (): string => (existsSync(SERVICE_LOG) ? readFileSync(SERVICE_LOG, 'utf8') : '');
  await until(() => PLAYS.test(said()), 'the instrument does not play');
  process.stdout.write(`${(clock.nowUs() / 1e6).toFixed(2)} plays\n`);
  writeFileSync('/run/it-plays', '');
  await until(() => existsSync('/run/is-recorded'), 'nothing is recorded');
  await sleep(SETTLES_MS);

  const startUs = clock.nowUs();
  tell({ us: startUs, begins: scene.name, soundUs: soundStartUs(cardOf(board), clock.nowUs()) });
  const player = createPerformancePlayer(performance);
  const changes = changesOf(scene.faults);
  const jacks = new Float32Array(4);
  const before = new Float32Array(4);
  for (let seconds = 0; seconds < performance.endSeconds; ) {
    seconds = (clock.nowUs() - startUs) / 1e6;
    player.cvAt(seconds, jacks);
    setJacks(jacks);
    for (const [jack, value] of jacks.entries()) {
      if (Math.abs(value - before[jack]) > LEAP_VOLTS) tell({ us: clock.nowUs(), jack, volts: value });
      before[jack] = value;
    }
    while (changes.length > 0 && changes[0].seconds <= seconds) {
      const { fault, isBroken } = changes.splice(0, 1)[0];
      tell({ us: clock.nowUs(), fault, isBroken });
      if (isBusFault(fault)) faults.set(fault, isBroken);
      else breaker.set(fault, isBroken);
    }
    player.emitUntil(seconds, {
      onGate: (gate, isHigh) => {
        tell({ us: clock.nowUs(), gate, isHigh });
        hands.gate(gate, isHigh);
      },
      onKnob: ({ action }) => {
        tell({ us: clock.nowUs(), knob: action });
        if (action.kind === 'turn') hands.turn(action.steps);
        else hands.push(action.kind === 'down');
      },
    });
    await sleep(TICK_MS);
  }
  tell({ us: clock.nowUs(), ends: scene.name, service: readFileSync('/run/systemctl/restarts', 'utf8').trim() });
  writeFileSync(`${OUT}/hands.jsonl`, told.map((line) => `${JSON.stringify(line)}\n`).join(''));
  Atomics.store(words, COMMAND.flush, 1);
  await until(() => Atomics.load(words, COMMAND.flushed) === 1, 'nobody asks anything on the bus');
  writeFileSync('/run/scene-is-over', '');
}

/** Sets the volts at the converter's inputs from those at the jacks: through the front end, which turns them over. */
function wireJacks(cv: CvWiring | undefined, pins: Float64Array): (jacks: Float32Array) => void {
  if (cv === undefined) return () => undefined;
  const { slope, offsetVolts } = cv.frontEnd;
  return (jacks) => {
    for (const [jack, input] of cv.jacks.entries()) pins[input] = offsetVolts - slope * jacks[jack];
  };
}

/** When the recording began, by the sound card's own count: seconds of CLOCK_MONOTONIC, or of the wall clock. */
function soundStartUs(card: string, nowUs: number): number | undefined {
  const found = /^trigger_time: ([\d.]+)$/m.exec(readFileSync(`/proc/asound/${card}/pcm1c/sub0/status`, 'utf8'));
  if (found === null) return undefined; // nobody records
  const us = Number(found[1]) * 1e6;
  return us > 1e14 ? us - (Date.now() * 1e3 - nowUs) : us;
}

/** Faults' beginnings and ends, in order of time. */
function changesOf(faults: readonly SceneFault[]) {
  return faults
    .flatMap(({ at, fault, lasting }) => [
      { seconds: at, fault, isBroken: true },
      { seconds: at + lasting, fault, isBroken: false },
    ])
    .toSorted((a, b) => a.seconds - b.seconds);
}

async function until(isSo: () => boolean, otherwise: string): Promise<void> {
  for (let waited = 0; !isSo(); waited += 50) {
    if (waited > PATIENCE_MS) throw new Error(otherwise);
    await sleep(50);
  }
}

// Chips go on answering after the scene: whoever started this ends it.
run(process.argv[2], process.argv[3] === 'at-rest').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
