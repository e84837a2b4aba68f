import { appendFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { createMonotonicClock } from '@neurorack/common';
import { toBusMessage, writeBusLine } from './bus-log.ts';
import { createBusRecorder } from './bus-recorder.ts';
import { createChipBus } from './chip-bus.ts';
import { type ChipsThreadData, COMMAND } from './chips-commands.ts';
import { openBusFaults } from './faults.ts';
import { openBusRelay } from './relay.ts';

/** The bus runs at 400 kHz: start, address, 9 bits a byte, stop. */
const US_PER_BIT = 2.5;
/** Shorter waits are not worth the way to the kernel and back, which takes as long. */
const SHORTEST_WAIT_US = 100;

/** A bus that is held down is given up by its adapter's driver after a second. */
const STUCK_MS = 950;
const ETIMEDOUT = -110;

/** Answers messages on the bus until the process ends; records every message, and writes them to a file at the command `flush`. */
function run({ panel, volts, faults, commands: commandMemory, log }: ChipsThreadData): void {
  const relay = openBusRelay();
  const clock = createMonotonicClock();
  const commands = new Int32Array(commandMemory);
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  const bus = createChipBus({ panel, volts: new Float64Array(volts), faults: openBusFaults(faults), clock });
  const tape = createBusRecorder();
  for (;;) {
    const request = relay.nextRequest();
    const us = clock.nowUs();
    const steps = Atomics.exchange(commands, COMMAND.turned, 0);
    if (steps !== 0) bus.turn(steps);
    const answer = bus.respond(request);
    const bits = 11 + 9 * (request.isRead ? request.length : request.bytes.length);
    const leftUs = us + bits * US_PER_BIT - clock.nowUs();
    if (answer.status === ETIMEDOUT) Atomics.wait(nothing, 0, 0, STUCK_MS);
    else if (leftUs > SHORTEST_WAIT_US) Atomics.wait(nothing, 0, 0, leftUs / 1000);
    relay.respond(request.number, answer);
    tape.add(toBusMessage(us, request, answer));
    if (Atomics.exchange(commands, COMMAND.flush, 0) === 0) continue;
    appendFileSync(
      log,
      tape
        .take()
        .map((message) => `${writeBusLine(message)}\n`)
        .join(''),
    );
    Atomics.store(commands, COMMAND.flushed, 1);
  }
}

run(workerData);
