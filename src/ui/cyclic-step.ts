import { wrap } from '../numeric/wrap.ts';

/** The item `steps` places after `current`, wrapping around at both ends. An item that is not in the list counts as before the first. */
export function cyclicStep<T>(items: readonly T[], current: T, steps: number): T {
  if (items.length === 0) return current;
  const at = items.indexOf(current);
  const from = at < 0 && steps < 0 ? 0 : at;
  return items[wrap(from + steps, items.length)];
}
