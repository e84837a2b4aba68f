import { withoutInvisible } from '../descriptors/visible-text.ts';

/** Cuts a text to `columns` characters, with ~ as the last one where it was longer; replaces ± and °, which the font lacks. */
export function shorten(text: string, columns: number): string {
  const plain = withoutInvisible(text).replaceAll('±', '+-').replaceAll('°', '');
  return plain.length <= columns ? plain : `${plain.slice(0, Math.max(columns - 1, 0))}~`;
}
