import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { BoardConfig } from '@neurorack/contracts/board';
import type { Clock } from '@neurorack/contracts/clock';
import { createSimulatedEncoder } from '@neurorack/linux-io/simulators';

/** Drives the panel's GPIO lines as a player does; each call returns when the lines are set. */
export interface PanelActuator {
  gate(gate: number, isHigh: boolean): void;
  /** Detents, clockwise positive. */
  turn(steps: number): void;
  push(isDown: boolean): void;
  /** Whether each edge of a gate bounces. */
  setContactBounce(isOn: boolean): void;
}

export interface PanelActuatorOptions {
  readonly board: BoardConfig;
  /** Folder of gpio-sim's lines: `sim_gpio0/pull`, … */
  readonly lines: string;
  /** For an encoder that is a chip. */
  readonly turnChip: (steps: number) => void;
  readonly clock: Clock;
  readonly write?: (file: string, text: string) => void;
}

/** Bounces an edge, as fast as lines can be pulled. */
const BOUNCES = 5;

export function createPanelActuator({
  board,
  lines,
  turnChip,
  clock,
  write = createWriter(),
}: PanelActuatorOptions): PanelActuator {
  const { panel, gpio } = board;
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  const waitUs = (us: number): void => void Atomics.wait(nothing, 0, 0, us / 1000);
  const pull = (pin: number, isHigh: boolean): void => {
    const line = gpio?.pins[String(pin)];
    if (line !== undefined) write(join(lines, `sim_gpio${line}`, 'pull'), isHigh ? 'pull-up' : 'pull-down');
  };
  const { gates, knob } = panel ?? {};
  let isBouncing = false;
  const pins = knob?.kind === 'quadrature' ? [knob.pins.a, knob.pins.b, knob.pins.push] : [];
  const encoder = createSimulatedEncoder({
    time: { nowUs: clock.nowUs, advance: waitUs, waitUntil: () => undefined },
    setLine: (line, isHigh) => {
      const pin = pins[line];
      if (pin !== undefined) pull(pin, isHigh);
    },
  });
  for (const { pin } of gates?.jacks ?? []) pull(pin, gates?.isInverted ?? false);

  return {
    gate: (gate, isHigh) => {
      const jack = gates?.jacks[gate];
      if (jack === undefined) return;
      const level = isHigh !== gates?.isInverted;
      pull(jack.pin, level);
      for (let n = 0; isBouncing && n < BOUNCES; n++) {
        pull(jack.pin, !level);
        pull(jack.pin, level);
      }
    },
    turn: (steps) => (knob?.kind === 'io-expander' ? turnChip(steps) : encoder.turn(steps)),
    push: (isDown) => encoder.press(isDown),
    setContactBounce: (isOn) => {
      isBouncing = isOn;
    },
  };
}

/** Writes to the kernel's files and keeps them open: opening one takes as long as three writes. */
function createWriter(): (file: string, text: string) => void {
  const files = new Map<string, number>();
  return (file, text) => {
    const fd = files.get(file) ?? openSync(file, 'w');
    files.set(file, fd);
    writeSync(fd, text, 0);
  };
}
