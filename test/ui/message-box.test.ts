import { describe, expect, it } from 'vitest';
import { wrapText } from '../../src/ui/message-box.ts';

describe('a message', () => {
  it('breaks between words into lines that fit', () => {
    expect(wrapText('the ADC does not answer', 10)).toEqual(['the ADC', 'does not', 'answer']);
  });

  it('has at most three lines and marks cut text by a ~', () => {
    const lines = wrapText('one two three four five six seven eight nine ten', 5);
    expect(lines).toHaveLength(3);
    expect(lines[2].endsWith('~')).toBe(true);
    expect(Math.max(...lines.map((line) => line.length))).toBe(5);
  });

  it('cuts a word longer than a line', () => {
    expect(wrapText('/dev/i2c-1/0x48', 8)).toEqual(['/dev/i2~']);
  });
});
