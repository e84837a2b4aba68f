import { emitKeypressEvents, type Key } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeySource } from '../../app/terminal/keyboard.ts';
import { createTerminalLines, type TerminalLines } from '../../app/terminal/terminal-lines.ts';
import { NeurorackError } from '../../contracts/errors.ts';

/** What the builder answers: the voltage is there; leave this jack; end; move a simulated voltage. */
export type Answer = 'go' | 'skip' | 'stop' | 'up' | 'down';

/** The builder at the terminal; a script in tests. */
export interface OperatorPrompt {
  readonly lines: TerminalLines;
  /** The oldest answer that nobody has taken yet. */
  nextAnswer(): Answer | undefined;
  /** Waits until the next reading. */
  waitForReading(): Promise<void>;
  /** Gives the terminal back. Idempotent. */
  close(): void;
}

/** A hundred readings a second: faster than an eye, slower than any converter here. */
const READING_MS = 10;

const KEYS: Readonly<Record<string, Answer>> = { return: 'go', s: 'skip', q: 'stop', up: 'up', down: 'down' };

/**
 * The terminal as the builder's hands. What is said goes to stderr: stdout is the result's.
 *
 * @throws NeurorackError 'usage' where there is no terminal
 */
export function openOperatorPrompt(stdin: KeySource = process.stdin): OperatorPrompt {
  if (stdin.isTTY !== true) {
    throw new NeurorackError('usage', 'calibrate asks for voltages, and there is no terminal to answer on', {
      remedy: 'run it in a terminal (`ssh -t` from afar); `neurorack calibrate --show` needs none',
    });
  }
  const lines = createTerminalLines((text) => process.stderr.write(text));
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
    lines,
    nextAnswer: () => answers.shift(),
    waitForReading: () => sleep(READING_MS),
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      stdin.off('keypress', onKey);
      stdin.setRawMode(false);
      stdin.pause();
      lines.end();
    },
  };
}
