import { describe, expect, it } from 'vitest';
import { createTerminalLines } from '../../../src/app/terminal/terminal-lines.ts';

function setUp() {
  let written = '';
  const lines = createTerminalLines((text) => {
    written += text;
  });
  return { lines, written: () => written };
}

describe('what is told while somebody plays by the keys', () => {
  it('ends with a line of its own after the last voltage, and once', () => {
    const { lines, written } = setUp();
    lines.status('cv4 0.25 V');
    lines.end();
    lines.end();
    expect(written()).toBe('cv4 0.25 V\n');
  });

  it('shows one voltage over the other, the shorter over the longer', () => {
    const { lines, written } = setUp();
    lines.status('cv3 -0.25 V');
    lines.status('cv3 0.00 V');
    expect(written()).toBe('cv3 -0.25 V\r\x1b[Kcv3 0.00 V');
  });

  it('writes a message over the voltage, not behind it', () => {
    const { lines, written } = setUp();
    lines.line('sound: null');
    lines.status('cv1 0.25 V');
    lines.line('warning: no sound');
    expect(written()).toBe('sound: null\ncv1 0.25 V\r\x1b[Kwarning: no sound\n');
  });
});
