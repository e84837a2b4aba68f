import { existsSync, readFileSync, watchFile, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { createMonotonicClock } from '@neurorack/common';
import type { BoardConfig, CvWiring } from '@neurorack/contracts/board';
import type { Clock } from '@neurorack/contracts/clock';
import type { Performance } from '../../../src/control/performance/performance.ts';
import { createPerformancePlayer } from '../../../src/control/performance/performance-player.ts';
import { cardOf } from './card.ts';
import { type ChipsThreadData, COMMAND } from './chips-commands.ts';
import { createFaultInjector } from './fault-injector.ts';
import { createFaultsMemory, isBusFault, openBusFaults } from './faults.ts';
import { jacksOf } from './jacks-file.ts';
import { createPanelActuator, type PanelActuator } from './panel-actuator.ts';
import { readScene, type Scene, type SceneFault } from './scene.ts';
import { soundStartUs } from './sound-start.ts';

const OUT = '/out';
const SERVICE_LOG = '/run/service.log';
const JACKS_FILE = '/run/jacks';
const JACKS_MS = 200;
/** The instrument logs this line once the model plays. */
const PLAYS = /^playing: /m;
/** Time from that line to the start of the performance, ms: the display has drawn its page. */
const SETTLES_MS = 1000;
/** Of the guest's clock, ms: while it waits for files of a busy host, minutes pass in seconds. */
const PATIENCE_MS = 900_000;
const TICK_MS = 2;
/** A larger change within a tick is a step, and is recorded, V. */
const STEP_VOLTS = 1;

/** Niceness. */
const HIGHEST_PRIORITY = -20;

/**
 * The test bench around the board: chips on its bus, an actuator at its panel, faults; at rest, the chips alone. Runs in the guest
 * until it is killed.
 */
async function run(lines: string, isAtRest: boolean): Promise<void> {
  // For this thread and the chips' thread that it starts; V8's helper threads keep their niceness.
  setPriority(HIGHEST_PRIORITY);
  const board: BoardConfig = JSON.parse(readFileSync(`${OUT}/board.json`, 'utf8'));
  const { panel } = board;
  if (panel === undefined) throw new Error(`the board ${board.id} has no panel`);
  const clock = createMonotonicClock();
  // Kept in memory until the end: a write to the host's files takes unbounded time.
  const events: object[] = [];
  const record = (event: object): void => void events.push(event);

  const volts = new SharedArrayBuffer(8 * 4);
  const commandMemory = new SharedArrayBuffer(4 * 3);
  const commands = new Int32Array(commandMemory);
  const faultsMemory = createFaultsMemory();
  const workerData: ChipsThreadData = {
    panel,
    volts,
    faults: faultsMemory,
    commands: commandMemory,
    log: `${OUT}/bus.jsonl`,
  };
  const chips = new Worker(new URL('./chips-thread.js', import.meta.url), { workerData });
  chips.on('error', (error) => {
    throw error;
  });
  const faults = openBusFaults(faultsMemory);
  const actuator = createPanelActuator({
    board,
    lines,
    clock,
    turnChip: (steps) => void Atomics.add(commands, COMMAND.turned, steps),
  });
  const setJacks = wireJacks(panel.cv, new Float64Array(volts));
  setJacks(new Float32Array(4));
  writeFileSync('/run/test-bench-is-ready', '');
  if (isAtRest) return followJacks(setJacks);
  const injector = createFaultInjector(actuator);
  const { scene, performance } = readScene(JSON.parse(readFileSync(`${OUT}/scene.json`, 'utf8')), 'scene');

  const serviceLog = (): string => (existsSync(SERVICE_LOG) ? readFileSync(SERVICE_LOG, 'utf8') : '');
  await until(() => PLAYS.test(serviceLog()), 'the instrument does not play');
  process.stdout.write(`${(clock.nowUs() / 1e6).toFixed(2)} plays\n`);
  writeFileSync('/run/it-plays', '');
  await until(() => existsSync('/run/is-recorded'), 'nothing is recorded');
  await sleep(SETTLES_MS);

  const startUs = clock.nowUs();
  record({ us: startUs, begins: scene.name, soundUs: soundStartUs(cardOf(board), clock.nowUs()) });
  const onFault = (fault: SceneFault['fault'], isBroken: boolean): void => {
    if (isBusFault(fault)) faults.set(fault, isBroken);
    else injector.set(fault, isBroken);
  };
  await play({ scene, performance, startUs, clock, record, setJacks, actuator, onFault });
  record({ us: clock.nowUs(), ends: scene.name, service: readFileSync('/run/systemctl/restarts', 'utf8').trim() });
  writeFileSync(`${OUT}/events.jsonl`, events.map((line) => `${JSON.stringify(line)}\n`).join(''));
  Atomics.store(commands, COMMAND.flush, 1);
  await until(() => Atomics.load(commands, COMMAND.flushed) === 1, 'the bus is not used');
  writeFileSync('/run/scene-is-over', '');
}

interface PlayOptions {
  readonly scene: Scene;
  readonly performance: Performance;
  /** Start of the performance. */
  readonly startUs: number;
  readonly clock: Clock;
  readonly record: (event: object) => void;
  readonly setJacks: (volts: Float32Array) => void;
  readonly actuator: PanelActuator;
  readonly onFault: (fault: SceneFault['fault'], isBroken: boolean) => void;
}

/** Plays a scene to its end, and records every event. */
async function play(options: PlayOptions): Promise<void> {
  const { scene, performance, startUs, clock, record, setJacks, actuator, onFault } = options;
  const player = createPerformancePlayer(performance);
  const changes = changesOf(scene.faults);
  const jacks = new Float32Array(4);
  const before = new Float32Array(4);
  for (let seconds = 0; seconds < performance.endSeconds; ) {
    seconds = (clock.nowUs() - startUs) / 1e6;
    player.cvAt(seconds, jacks);
    setJacks(jacks);
    for (const [jack, value] of jacks.entries()) {
      if (Math.abs(value - before[jack]) > STEP_VOLTS) record({ us: clock.nowUs(), jack, volts: value });
      before[jack] = value;
    }
    while (changes.length > 0 && changes[0].seconds <= seconds) {
      const { fault, isBroken } = changes.splice(0, 1)[0];
      record({ us: clock.nowUs(), fault, isBroken });
      onFault(fault, isBroken);
    }
    player.emitUntil(seconds, {
      onGate: (gate, isHigh) => {
        record({ us: clock.nowUs(), gate, isHigh });
        actuator.gate(gate, isHigh);
      },
      onKnob: ({ action }) => {
        record({ us: clock.nowUs(), knob: action });
        if (action.kind === 'turn') actuator.turn(action.steps);
        else actuator.push(action.kind === 'down');
      },
    });
    await sleep(TICK_MS);
  }
}

/** Keeps the jacks at the volts that a shell in the guest writes: `echo 0 5 0 0 > /run/jacks`. */
function followJacks(setJacks: (volts: Float32Array) => void): void {
  watchFile(JACKS_FILE, { interval: JACKS_MS }, () => {
    if (existsSync(JACKS_FILE)) setJacks(jacksOf(readFileSync(JACKS_FILE, 'utf8')));
  });
}

/** Sets the volts at the converter's inputs from those at the jacks, through the inverting front end. */
function wireJacks(cv: CvWiring | undefined, pins: Float64Array): (jacks: Float32Array) => void {
  if (cv === undefined) return () => undefined;
  const { slope, offsetVolts } = cv.frontEnd;
  return (jacks) => {
    for (const [jack, input] of cv.jacks.entries()) pins[input] = offsetVolts - slope * jacks[jack];
  };
}

/** Starts and ends of the faults, in order of time. */
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

// Chips keep answering after the scene, until the job kills this process.
run(process.argv[2], process.argv[3] === 'at-rest').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
