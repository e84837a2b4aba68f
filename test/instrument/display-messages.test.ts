import { describe, expect, it } from 'vitest';
import { createDisplayMessages } from '../../src/instrument/display-messages.ts';

describe('the display messages', () => {
  it('shows the given message while there is one', () => {
    const messages = createDisplayMessages();
    expect(messages.read({ ms: 0, message: 'no ADC', underruns: 0 })).toBe('no ADC');
    expect(messages.read({ ms: 8000, message: undefined, underruns: 0 })).toBeUndefined();
  });

  it('is dismissed by a turn once it could be read, and shows the next message', () => {
    const messages = createDisplayMessages();
    const read = (ms: number, message: string) => messages.read({ ms, message, underruns: 0 });
    read(1000, 'no ADC');
    messages.handleInput(1100);
    expect(read(1200, 'no ADC')).toBe('no ADC');
    messages.handleInput(2000);
    expect(read(2100, 'no ADC')).toBeUndefined();
    expect(read(2200, 'no knob')).toBe('no knob');
  });

  it('shows new gaps in the sound for three seconds, and never those before the first call', () => {
    const messages = createDisplayMessages();
    const read = (ms: number, underruns: number) => messages.read({ ms, message: undefined, underruns });
    expect(read(0, 7)).toBeUndefined();
    expect(read(100, 9)).toMatch(/9 gaps/);
    expect(read(3000, 9)).toMatch(/9 gaps/);
    expect(read(3200, 9)).toBeUndefined();
  });
});
