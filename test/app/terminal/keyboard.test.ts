import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { attachKeyboard } from '../../../src/app/terminal/keyboard.ts';
import { createTerminalLines } from '../../../src/app/terminal/terminal-lines.ts';
import type { PanelInput } from '../../../src/contracts/panel-input.ts';
import { DEFAULT_CONTROL_SETTINGS } from '../../../src/control/settings.ts';
import type { PlayChoice } from '../../../src/ui/play-choice.ts';

/** A terminal with an instrument behind it. */
function setUp({ isTTY }: { isTTY: boolean }) {
  let written = '';
  const touched: PanelInput[] = [];
  let tell: (choice: PlayChoice) => void = () => undefined;
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  const forget = attachKeyboard(
    {
      settings: DEFAULT_CONTROL_SETTINGS,
      handlePanelInput: (message) => void touched.push(message),
      onChoice: (listener) => {
        tell = listener;
      },
    },
    {
      stdin,
      stop: () => undefined,
      lines: createTerminalLines((text) => {
        written += text;
      }),
    },
  );
  onTestFinished(forget);
  const press = async (keys: string): Promise<void> => {
    stdin.write(keys);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { touched, press, forget, tell: (choice: PlayChoice) => tell(choice), written: () => written };
}

const [RIGHT, UP, RETURN, BACKSPACE] = ['\x1b[C', '\x1b[A', '\r', '\x7f'];

describe('the keys of a terminal', () => {
  it('are said at the beginning, and not where nobody can press them', () => {
    expect(setUp({ isTTY: true }).written()).toMatch(/space or a = gate 1.*\n$/);
    expect(setUp({ isTTY: false }).written()).toBe('');
  });

  it('turn the knob and push it, for long with backspace', async () => {
    const { press, touched } = setUp({ isTTY: true });
    await press(RIGHT);
    await press(RETURN);
    await press(BACKSPACE);
    expect(touched).toEqual([{ kind: 'turn', steps: 1 }, { kind: 'down' }, { kind: 'up' }, { kind: 'down' }]);
    while (touched.length < 5) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(touched[4]).toEqual({ kind: 'up' });
  });

  it('leave what comes after a voltage a line of its own', async () => {
    const { press, forget, written } = setUp({ isTTY: true });
    await press('4');
    await press(UP);
    forget();
    expect(written().slice(written().indexOf('\n') + 1)).toBe('cv4 0.00 V\r\x1b[Kcv4 0.25 V\n');
  });

  it('show what the knob has chosen', () => {
    const { tell, written } = setUp({ isTTY: true });
    tell({ field: 'setB', names: { setA: 'Boom', setB: 'Rim', model: 'impacts' } });
    expect(written()).toMatch(/set B Rim$/);
  });
});
