import { describe, expect, it } from 'vitest';
import { createTerminalLines } from '../../../src/app/terminal/terminal-lines.ts';

function setUp() {
  let written = '';
  const lines = createTerminalLines((text) => {
    written += text;
  });
  return { lines, written: () => written };
}

describe('the terminal lines', () => {
  it('ends the status line once', () => {
    const { lines, written } = setUp();
    lines.status('cv4 0.25 V');
    lines.end();
    lines.end();
    expect(written()).toBe('cv4 0.25 V\n');
  });

  it('overwrites a longer status line with a shorter one', () => {
    const { lines, written } = setUp();
    lines.status('cv3 -0.25 V');
    lines.status('cv3 0.00 V');
    expect(written()).toBe('cv3 -0.25 V\r\x1b[Kcv3 0.00 V');
  });

  it('overwrites the status line with a message', () => {
    const { lines, written } = setUp();
    lines.line('sound: null');
    lines.status('cv1 0.25 V');
    lines.line('warning: no sound');
    expect(written()).toBe('sound: null\ncv1 0.25 V\r\x1b[Kwarning: no sound\n');
  });
});

describe('plain terminal lines', () => {
  it('write status lines as lines, without escape sequences', () => {
    let written = '';
    const lines = createTerminalLines(
      (text) => {
        written += text;
      },
      { isPlain: true },
    );
    lines.status('cv1 0.25 V');
    lines.status('cv1 0.50 V');
    lines.line('sound: null');
    lines.end();
    expect(written).toBe('cv1 0.25 V\ncv1 0.50 V\nsound: null\n');
  });
});
