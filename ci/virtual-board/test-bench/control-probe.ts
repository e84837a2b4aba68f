import { readFileSync, writeFileSync } from 'node:fs';
import { createMonotonicClock } from '@neurorack/common';
import type { BoardConfig } from '@neurorack/contracts/board';
import { openPanelInputs } from '@neurorack/linux-io';
import { createControl } from '../../../src/control/control.ts';
import { asEdgeGates } from '../../../src/control/sampled-gates.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../../src/control/settings.ts';
import { RECORD_GATES, RECORD_READINGS } from '../../../src/engine/control-record.ts';
import { createControlStepper } from '../../../src/engine/control-stepper.ts';
import { runControlLoop } from '../../../src/engine/threads/control-loop.ts';

/** One control frame: when it was published, the level of gate 1, and what was read at the first jack. */
type ControlFrame = readonly [us: number, gate: number, volts: number];

/**
 * The instrument's control loop alone, over the board's real drivers: writes down each control frame as it is published, until its time is
 * over.
 */
function run(seconds: number): void {
  const board: BoardConfig = JSON.parse(readFileSync('/out/board.json', 'utf8'));
  const clock = createMonotonicClock();
  const inputs = openPanelInputs({ board, clock });
  const frames: ControlFrame[] = [];
  const faults: string[] = [];
  const stepper = createControlStepper({
    inputs: { ...inputs, gates: inputs.gates && asEdgeGates(inputs.gates) },
    control: createControl({ settings: DEFAULT_CONTROL_SETTINGS }),
    controls: {
      write: (record) => void frames.push([clock.nowUs(), record[RECORD_GATES], record[RECORD_READINGS]]),
    },
    decks: [],
    onKnob: () => undefined,
    onFault: (input, error) => void faults.push(`${input}: ${String(error)}`),
    onLostEdge: () => undefined,
  });
  process.stdout.write('playing: nothing\n');
  const endUs = clock.nowUs() + seconds * 1e6;
  runControlLoop({ stepper, dispatch: () => clock.nowUs() < endUs, nowUs: clock.nowUs });
  writeFileSync('/out/frames.json', JSON.stringify({ frames, faults }));
}

run(Number(process.argv[2]));
