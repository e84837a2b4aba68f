import { CV_RANGES, type CvRangeName } from '../control/cv-range.ts';
import type { PanelAction } from './protocol.ts';

/** Buttons of the standard mapping that play gates 1 and 2: the lower and the right one of the right cluster (A and B, cross and circle). */
const GATE_BUTTONS = [0, 1];
/** Axes of the standard mapping that move CV 1 to CV 4, and their signs: up raises a voltage, where the axis falls. */
const CV_AXES = [1, -1, 1, -1];
/** A released stick rests within this share of its way. */
const DEAD_ZONE = 0.12;
/** Smallest change of an axis that is sent, of its way from end to end. */
const MIN_CHANGE = 0.002;

/** The state of a gamepad; see `Gamepad` of the browser. */
export interface GamepadState {
  readonly buttons: readonly { readonly pressed: boolean }[];
  /** -1 to 1. */
  readonly axes: readonly number[];
}

export interface GamepadPlayerOptions {
  readonly send: (action: PanelAction) => void;
  /** Ranges of the jacks, in their order. */
  readonly ranges: () => readonly CvRangeName[];
}

/** Plays the instrument by a gamepad of the standard mapping (W3C Gamepad, section 8). */
export interface GamepadPlayer {
  /** Sends what has changed since the last call. */
  observe(state: GamepadState): void;
  /** Releases the gates, as when the gamepad is unplugged. */
  release(): void;
}

/** Two buttons play the gates, the two sticks move CV 1 to CV 4 through the range of their jacks. A stick that has never moved sends nothing. */
export function createGamepadPlayer({ send, ranges }: GamepadPlayerOptions): GamepadPlayer {
  const isHeld = GATE_BUTTONS.map(() => false);
  const places = CV_AXES.map(() => 0);

  function setGate(gate: number, isHigh: boolean): void {
    if (isHeld[gate] === isHigh) return;
    isHeld[gate] = isHigh;
    send({ type: 'gate', gate, isHigh });
  }

  function move(channel: number, axis: number): void {
    const place = withoutDeadZone(axis) * CV_AXES[channel];
    const range = ranges()[channel];
    const isAtRest = place === 0 && places[channel] !== 0;
    if (range === undefined || (Math.abs(place - places[channel]) < MIN_CHANGE && !isAtRest)) return;
    places[channel] = place;
    const { low, high } = CV_RANGES[range];
    send({ type: 'cv', channel, volts: low + ((high - low) * (place + 1)) / 2 });
  }

  return {
    observe: ({ buttons, axes }) => {
      for (const [gate, button] of GATE_BUTTONS.entries()) setGate(gate, buttons[button]?.pressed ?? false);
      for (const channel of CV_AXES.keys()) {
        const axis = axes[channel];
        if (axis !== undefined) move(channel, axis);
      }
    },
    release: () => {
      for (const gate of GATE_BUTTONS.keys()) setGate(gate, false);
    },
  };
}

/** The place of a stick, -1 to 1, with 0 for its rest. */
function withoutDeadZone(axis: number): number {
  const beyond = Math.abs(axis) - DEAD_ZONE;
  return beyond <= 0 ? 0 : (Math.sign(axis) * Math.min(beyond, 1 - DEAD_ZONE)) / (1 - DEAD_ZONE);
}
