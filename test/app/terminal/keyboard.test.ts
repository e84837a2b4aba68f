import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { attachKeyboard } from '../../../src/app/terminal/keyboard.ts';
import { createTerminalLines } from '../../../src/app/terminal/terminal-lines.ts';
import type { PanelInput } from '../../../src/contracts/panel-input.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../../src/control/settings.ts';
import { createUndoHistory } from '../../../src/instrument/undo/undo-history.ts';
import type { PlayChoice } from '../../../src/ui/play-choice.ts';
import { createFakeTakeRecorder } from '../../instrument/fake-take-recorder.ts';

/** A terminal whose keys play an instrument. */
function setUp({ isTTY }: { isTTY: boolean }) {
  const recorder = createFakeTakeRecorder();
  let written = '';
  const inputs: PanelInput[] = [];
  const messages: string[] = [];
  let choose: (choice: PlayChoice) => void = () => undefined;
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  const detach = attachKeyboard(
    {
      settings: DEFAULT_CONTROL_SETTINGS,
      recorder,
      handlePanelInput: (message) => void inputs.push(message),
      stop: async () => undefined,
      history: createUndoHistory({ onMessage: (sentence) => messages.push(sentence) }),
      onChoice: (listener) => {
        choose = listener;
      },
    },
    {
      stdin,
      lines: createTerminalLines((text) => {
        written += text;
      }),
    },
  );
  onTestFinished(detach);
  const press = async (keys: string): Promise<void> => {
    stdin.write(keys);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    inputs,
    messages,
    takes: recorder.commands,
    press,
    detach,
    choose: (choice: PlayChoice) => choose(choice),
    written: () => written,
  };
}

const [RIGHT, UP, RETURN, BACKSPACE] = ['\x1b[C', '\x1b[A', '\r', '\x7f'];

describe('the keys of a terminal', () => {
  it('are listed at the start, on a terminal only', () => {
    expect(setUp({ isTTY: true }).written()).toMatch(/space or a = gate 1.*\n$/);
    expect(setUp({ isTTY: false }).written()).toBe('');
  });

  it('begin and end a take with r, and keep the last half minute with k', async () => {
    const { press, takes, inputs } = setUp({ isTTY: true });
    await press('r');
    await press('r');
    await press('k');
    expect(takes).toEqual(['start', 'stop', 'keep']);
    expect(inputs).toEqual([]);
  });

  it('turn the knob, push it, and push it long with backspace', async () => {
    const { press, inputs } = setUp({ isTTY: true });
    await press(RIGHT);
    await press(RETURN);
    await press(BACKSPACE);
    expect(inputs).toEqual([{ kind: 'turn', steps: 1 }, { kind: 'down' }, { kind: 'up' }, { kind: 'down' }]);
    while (inputs.length < 5) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(inputs[4]).toEqual({ kind: 'up' });
  });

  it('undo by z and Ctrl-Z, and redo by a capital Z and Ctrl-Y', async () => {
    const { press, messages, inputs } = setUp({ isTTY: true });
    for (const key of ['z', '\x1a', 'Z', '\x19']) await press(key);
    const [undo, redo] = ['undo: nothing has been changed', 'redo: nothing has been taken back'];
    expect([messages, inputs]).toEqual([[undo, undo, redo, redo], []]);
  });

  it('end the line of a voltage on detach', async () => {
    const { press, detach, written } = setUp({ isTTY: true });
    await press('4');
    await press(UP);
    detach();
    expect(written().slice(written().indexOf('\n') + 1)).toBe('cv4 0.00 V\r\x1b[Kcv4 0.25 V\n');
  });

  it('show the choice of the knob', () => {
    const { choose, written } = setUp({ isTTY: true });
    choose({ field: 'setB', names: { setA: 'Boom', setB: 'Rim', model: 'impacts' } });
    expect(written()).toMatch(/set B Rim$/);
  });
});
