import { describe, expect, it } from 'vitest';
import { createDisplayMessages } from '../../src/instrument/display-messages.ts';

describe('what a display says over its page', () => {
  it('is what people are told, for as long as they are', () => {
    const notices = createDisplayMessages();
    expect(notices.read({ ms: 0, told: 'no ADC', underruns: 0 })).toBe('no ADC');
    expect(notices.read({ ms: 8000, told: undefined, underruns: 0 })).toBeUndefined();
  });

  it('goes away by a turn once it could be read, and comes back when there is something else', () => {
    const notices = createDisplayMessages();
    const read = (ms: number, told: string) => notices.read({ ms, told, underruns: 0 });
    read(1000, 'no ADC');
    notices.handleInput(1100);
    expect(read(1200, 'no ADC')).toBe('no ADC');
    notices.handleInput(2000);
    expect(read(2100, 'no ADC')).toBeUndefined();
    expect(read(2200, 'no knob')).toBe('no knob');
  });

  it('tells of new gaps in the sound for three seconds, and never of those before it looked', () => {
    const notices = createDisplayMessages();
    const read = (ms: number, underruns: number) => notices.read({ ms, told: undefined, underruns });
    expect(read(0, 7)).toBeUndefined();
    expect(read(100, 9)).toMatch(/9 gaps/);
    expect(read(3000, 9)).toMatch(/9 gaps/);
    expect(read(3200, 9)).toBeUndefined();
  });
});
