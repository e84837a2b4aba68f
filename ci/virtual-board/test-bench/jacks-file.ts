/** Volts at the four jacks from numbers between spaces; those that are missing or no numbers are 0. */
export function jacksOf(text: string): Float32Array {
  const values = text.trim().split(/\s+/).map(Number);
  return Float32Array.from({ length: 4 }, (_, jack) => (Number.isFinite(values[jack]) ? values[jack] : 0));
}
