/** What of a page needs the space bar when somebody has come to it by the keyboard. */
const PUSHED_BY_SPACE = 'button, select, input[type="radio"]';
/** Where people write. */
const WRITTEN_IN = 'textarea, [contenteditable], input:not([type="range"], [type="radio"])';

export interface PlayKey {
  /** A Latin letter: the key that bears it plays, and so does the key at its place on a US keyboard. */
  readonly letter: string;
  /** Whether the space bar plays too. */
  readonly isSpaceToo: boolean;
}

/**
 * Listens for a key that plays, wherever the focus is: a list or a button that was clicked before does not keep it. Only what
 * was reached by Tab keeps the space bar, since that is how it is pushed without a mouse.
 *
 * @param on hears the key's `code` at either end, and `lose` when the page loses the keyboard and hears of no release
 * @returns stops listening
 */
export function listenToPlayKey(
  { letter, isSpaceToo }: PlayKey,
  on: { down(code: string): void; up(code: string): void; lose(): void },
): () => void {
  const held = new Set<string>();
  let isFocusByKeys = true;

  function plays({ code, key, target }: KeyboardEvent): boolean {
    const at = target instanceof Element ? target : undefined;
    if (at?.matches(WRITTEN_IN)) return false;
    if (code === 'Space') return isSpaceToo && !(isFocusByKeys && at?.matches(PUSHED_BY_SPACE));
    return code === `Key${letter.toUpperCase()}` || key.toLowerCase() === letter.toLowerCase();
  }

  function take(event: KeyboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
  }

  const down = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') isFocusByKeys = true;
    if (event.ctrlKey || event.metaKey || event.altKey || !plays(event)) return;
    take(event);
    if (event.repeat || held.has(event.code)) return;
    held.add(event.code);
    on.down(event.code);
  };
  const up = (event: KeyboardEvent): void => {
    if (!held.delete(event.code)) return;
    take(event);
    on.up(event.code);
  };
  const lose = (): void => {
    held.clear();
    on.lose();
  };
  const point = (): void => {
    isFocusByKeys = false;
  };
  // Before the controls hear of it.
  const early = { capture: true };
  addEventListener('keydown', down, early);
  addEventListener('keyup', up, early);
  addEventListener('pointerdown', point, early);
  addEventListener('blur', lose);
  return () => {
    removeEventListener('keydown', down, early);
    removeEventListener('keyup', up, early);
    removeEventListener('pointerdown', point, early);
    removeEventListener('blur', lose);
  };
}
