const DIRECTIONS: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 1,
  PageDown: -1,
};

/** Key steps of a fader in its own unit: arrow keys, arrow keys with Shift, Page Up and Page Down. */
export interface FaderSteps {
  readonly step: number;
  readonly fine: number;
  readonly page: number;
}

/** The step of this key, whose default action is prevented; undefined for keys that do not move a fader. */
export function fromKey(event: KeyboardEvent, { step, fine, page }: FaderSteps): number | undefined {
  const direction = DIRECTIONS[event.key];
  if (direction === undefined) return undefined;
  event.preventDefault();
  if (event.key.startsWith('Page')) return direction * page;
  return direction * (event.shiftKey ? fine : step);
}
