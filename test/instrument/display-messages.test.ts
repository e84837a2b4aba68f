import { describe, expect, it } from 'vitest';
import { createDisplayMessages } from '../../src/instrument/display-messages.ts';

describe('the display messages', () => {
  it('shows the given message while there is one', () => {
    const messages = createDisplayMessages();
    expect(messages.read({ ms: 0, message: 'no ADC', underruns: 0, isAudible: true })).toBe('no ADC');
    expect(messages.read({ ms: 8000, message: undefined, underruns: 0, isAudible: true })).toBeUndefined();
  });

  it('is dismissed by a turn once it could be read, and shows the next message', () => {
    const messages = createDisplayMessages();
    const read = (ms: number, message: string) => messages.read({ ms, message, underruns: 0, isAudible: true });
    read(1000, 'no ADC');
    messages.handleInput(1100);
    expect(read(1200, 'no ADC')).toBe('no ADC');
    messages.handleInput(2000);
    expect(read(2100, 'no ADC')).toBeUndefined();
    expect(read(2200, 'no knob')).toBe('no knob');
  });

  it('shows new gaps in the sound for three seconds, and never those before the first call', () => {
    const messages = createDisplayMessages();
    const read = (ms: number, underruns: number) =>
      messages.read({ ms, message: undefined, underruns, isAudible: true });
    expect(read(0, 7)).toBeUndefined();
    expect(read(100, 9)).toBe('gaps in the sound: 1');
    expect(read(3000, 9)).toBe('gaps in the sound: 1');
    expect(read(3200, 9)).toBeUndefined();
  });

  it('counts gaps, not the blocks missed in each', () => {
    const messages = createDisplayMessages();
    const read = (ms: number, underruns: number) =>
      messages.read({ ms, message: undefined, underruns, isAudible: true });
    read(0, 0);
    for (let n = 1; n <= 60; n++) expect(read(100 * n, 20 * n)).toBe('gaps in the sound: 1');
    expect(read(9500, 1201)).toBe('gaps in the sound: 2');
  });

  it('counts no gap while the sound plays nowhere, and the next one afterwards', () => {
    const messages = createDisplayMessages();
    const read = (ms: number, underruns: number, isAudible: boolean) =>
      messages.read({ ms, message: undefined, underruns, isAudible });
    read(0, 0, false);
    expect(read(1000, 40, false)).toBeUndefined();
    expect(read(2000, 40, true)).toBeUndefined();
    expect(read(4000, 42, true)).toBe('gaps in the sound: 1');
  });
});
