import { emitKeypressEvents, type Key } from 'node:readline';
import { CV_RANGES } from '../../control/cv-range.ts';
import { JACKS } from '../../control/jacks.ts';
import type { Instrument } from '../../instrument/instrument.ts';
import { clamp } from '../../numeric/clamp.ts';
import type { TerminalLines } from './terminal-lines.ts';

/** Step of the up and down keys, volts. */
const STEP_VOLTS = 0.25;
/** Length of gate 1, ms: a terminal reports no release of a key. */
const GATE_MS = 100;
/** Length of a long push, ms: return cannot be held, so backspace sends it. */
const LONG_PUSH_MS = 700;

const FIELDS = { setA: 'set A', setB: 'set B', model: 'model' } as const;

/** Printed at the start, with the keys of a recording where there is one, and the end. */
const KEYS =
  'keys: space or a = gate 1, s = gate 2, 1-4 and up/down = voltages, left/right, return, backspace = knob, z = undo, shift+z = redo';
const RECORDING_KEYS = ', r = record, k = keep the last 30 s';

/** A terminal's input stream, or a substitute for it. */
export interface KeySource extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode(isRaw: boolean): unknown;
}

export interface KeyboardOptions {
  /** Default: the process's. */
  readonly stdin?: KeySource;
  readonly lines: TerminalLines;
}

/**
 * Maps the terminal's keys to gates, voltages and knob: space or a is gate 1, s is gate 2 (on and off), 1-4 choose a CV, up and down move it,
 * left and right turn the knob, return pushes it, backspace pushes it long, z or Ctrl-Z undoes, shift and z or Ctrl-Y redoes, r begins and ends a
 * take, k keeps the last half minute, q or Ctrl-C ends.
 *
 * @returns a function that detaches the keyboard and restores the terminal
 */
export function attachKeyboard(
  instrument: Pick<Instrument, 'handlePanelInput' | 'settings' | 'history' | 'recorder' | 'onChoice' | 'stop'>,
  { lines, stdin = process.stdin }: KeyboardOptions,
): () => void {
  if (stdin.isTTY !== true) return () => undefined;
  lines.line(`${KEYS}${instrument.recorder === undefined ? '' : RECORDING_KEYS}, q = end`);
  const volts = JACKS.map(() => 0);
  let jack = 0;
  let isLooping = false;
  const gate = (number: number, isHigh: boolean): void =>
    instrument.handlePanelInput({ kind: 'gate', gate: number, isHigh });
  const move = (by: number): void => {
    const { low, high } = CV_RANGES[instrument.settings.ranges[JACKS[jack]]];
    volts[jack] = clamp(volts[jack] + by, low, high);
    instrument.handlePanelInput({ kind: 'cv', channel: jack, volts: volts[jack] });
    lines.status(`${JACKS[jack]} ${volts[jack].toFixed(2)} V`);
  };
  const toggleRecording = (): void => {
    const { recorder } = instrument;
    if (recorder?.seconds === undefined) recorder?.start();
    else recorder.stop();
  };
  const onKey = (_: string | undefined, key: Key): void => {
    if (key.name === 'q' || (key.ctrl && key.name === 'c')) void instrument.stop();
    else if (key.name === 'space' || key.name === 'a') {
      gate(0, true);
      setTimeout(() => gate(0, false), GATE_MS);
    } else if (key.name === 'r') toggleRecording();
    else if (key.name === 'k') instrument.recorder?.keep();
    else if (key.name === 's') {
      isLooping = !isLooping;
      gate(1, isLooping);
    } else if (key.name === 'z' && key.shift !== true) void instrument.history.undo();
    // A terminal sends the same for Ctrl-Z with and without shift.
    else if (key.name === 'z' || (key.ctrl && key.name === 'y')) void instrument.history.redo();
    else if (/^[1-4]$/.test(key.sequence ?? '')) {
      jack = Number(key.sequence) - 1;
      move(0);
    } else if (key.name === 'up' || key.name === 'down') move(key.name === 'up' ? STEP_VOLTS : -STEP_VOLTS);
    else if (key.name === 'left' || key.name === 'right') {
      instrument.handlePanelInput({ kind: 'turn', steps: key.name === 'right' ? 1 : -1 });
    } else if (key.name === 'return') {
      instrument.handlePanelInput({ kind: 'down' });
      instrument.handlePanelInput({ kind: 'up' });
    } else if (key.name === 'backspace') {
      instrument.handlePanelInput({ kind: 'down' });
      setTimeout(() => instrument.handlePanelInput({ kind: 'up' }), LONG_PUSH_MS);
    }
  };
  instrument.onChoice(({ field, names }) => lines.status(`${FIELDS[field]} ${names[field]}`));
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.on('keypress', onKey);
  stdin.resume();
  return () => {
    stdin.off('keypress', onKey);
    stdin.setRawMode(false);
    stdin.pause();
    lines.end();
  };
}
