/** As many characters as there is room for; the font has no ± and no °. */
export function shorten(text: string, columns: number): string {
  const plain = text.replaceAll('±', '+-').replaceAll('°', '');
  return plain.length <= columns ? plain : `${plain.slice(0, Math.max(columns - 1, 0))}~`;
}
