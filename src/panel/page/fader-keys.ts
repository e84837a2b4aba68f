const DIRECTIONS: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 1,
  PageDown: -1,
};

/** How far keys move a fader, in its own unit: an arrow, an arrow with shift, Page Up and Page Down. */
export interface FaderSteps {
  readonly step: number;
  readonly fine: number;
  readonly page: number;
}

/** How far this key moves a fader, and keeps it from the browser, which would move it otherwise; undefined: not at all. */
export function fromKey(event: KeyboardEvent, { step, fine, page }: FaderSteps): number | undefined {
  const direction = DIRECTIONS[event.key];
  if (direction === undefined) return undefined;
  event.preventDefault();
  if (event.key.startsWith('Page')) return direction * page;
  return direction * (event.shiftKey ? fine : step);
}
