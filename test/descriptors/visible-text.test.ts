import { describe, expect, it } from 'vitest';
import { parseVisibleJson, VISIBLE_TEXT, withoutInvisible } from '../../src/descriptors/visible-text.ts';

const HIDDEN = [0x200b, 0x200d, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069, 0xfeff].map((code) =>
  String.fromCodePoint(code),
);

describe('visible text', () => {
  it.each(HIDDEN)('has no %j: it is refused at input, and removed where a text is shown', (hidden) => {
    expect(VISIBLE_TEXT.test(`kick${hidden}`)).toBe(false);
    expect(withoutInvisible(`${hidden}ki${hidden}ck`)).toBe('kick');
    expect(parseVisibleJson(JSON.stringify({ sets: [{ name: `ki${hidden}ck`, frames: 3 }] }))).toEqual({
      sets: [{ name: 'kick', frames: 3 }],
    });
  });

  it('has letters, digits and signs of every language, and no control characters', () => {
    for (const name of ['Kick 01', 'naïve', 'טבלה', 'طبلة', '太鼓', '🥁'])
      expect.soft(VISIBLE_TEXT.test(name), name).toBe(true);
    for (const name of ['', 'a\nb', 'a\u0000b', 'a\u001b[31m'])
      expect.soft(VISIBLE_TEXT.test(name), JSON.stringify(name)).toBe(false);
  });
});
