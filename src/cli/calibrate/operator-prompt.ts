import { emitKeypressEvents, type Key } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeySource } from '../../app/terminal/keyboard.ts';
import { createStderrLines, type TerminalLines } from '../../app/terminal/terminal-lines.ts';
import { NeurorackError } from '../../contracts/errors.ts';

/** Answers of the operator: the voltage is patched; skip this jack; quit; change a simulated voltage. */
export type Answer = 'go' | 'skip' | 'stop' | 'up' | 'down';

/** The operator at the terminal; a script in tests. */
export interface OperatorPrompt {
  readonly terminal: TerminalLines;
  /** Takes the oldest pending answer; undefined for none. */
  nextAnswer(): Answer | undefined;
  /** Waits until the next reading. */
  waitForReading(): Promise<void>;
  /** Restores the terminal. Idempotent. */
  close(): void;
}

/** A hundred readings a second: faster than the eye, slower than every supported converter. */
const READING_MS = 10;

const KEYS: Readonly<Record<string, Answer>> = { return: 'go', s: 'skip', q: 'stop', up: 'up', down: 'down' };

/**
 * Opens the terminal for prompts and answers. Prompts go to stderr: stdout is for the result.
 *
 * @throws NeurorackError 'usage' without a terminal
 */
export function openOperatorPrompt(stdin: KeySource = process.stdin): OperatorPrompt {
  if (stdin.isTTY !== true) {
    throw new NeurorackError('usage', 'calibrate needs a terminal for its prompts', {
      remedy: 'run it in a terminal (over SSH: `ssh -t`); `neurorack calibrate --show` needs none',
    });
  }
  const terminal = createStderrLines();
  const answers: Answer[] = [];
  const onKey = (_: string | undefined, key: Key): void => {
    const answer = key.ctrl && key.name === 'c' ? 'stop' : KEYS[key.name ?? ''];
    if (answer !== undefined) answers.push(answer);
  };
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.on('keypress', onKey);
  stdin.resume();
  let isOpen = true;
  return {
    terminal,
    nextAnswer: () => answers.shift(),
    waitForReading: () => sleep(READING_MS),
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      stdin.off('keypress', onKey);
      stdin.setRawMode(false);
      stdin.pause();
      terminal.end();
    },
  };
}
