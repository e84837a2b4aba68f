/** Elements that use the space bar when they were focused with the keyboard. */
const USES_SPACE = 'button, select, input[type="radio"]';
/** Text fields. */
const TEXT_FIELDS = 'textarea, [contenteditable], input:not([type="range"], [type="radio"])';

export interface PlayKey {
  /** A Latin letter. The key with this letter plays, and so does the key at its position on a US keyboard. */
  readonly letter: string;
  /** Whether the space bar also plays. */
  readonly hasSpaceKey: boolean;
}

/**
 * Listens for a key that plays, whatever has the focus: a list or button focused by a click does not block it. Elements focused
 * with Tab keep the space bar, which pushes them without a mouse.
 *
 * @param handlers called with the key's `code`; `onBlur` when the window loses the focus and no release would arrive
 * @returns removes the listeners
 */
export function listenForPlayKey(
  { letter, hasSpaceKey }: PlayKey,
  handlers: { onDown(code: string): void; onUp(code: string): void; onBlur(): void },
): () => void {
  const held = new Set<string>();
  let isFocusedByKeyboard = true;

  function plays({ code, key, target }: KeyboardEvent): boolean {
    const at = target instanceof Element ? target : undefined;
    if (at?.matches(TEXT_FIELDS)) return false;
    if (code === 'Space') return hasSpaceKey && !(isFocusedByKeyboard && at?.matches(USES_SPACE));
    return code === `Key${letter.toUpperCase()}` || key.toLowerCase() === letter.toLowerCase();
  }

  function consume(event: KeyboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
  }

  const down = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') isFocusedByKeyboard = true;
    if (event.ctrlKey || event.metaKey || event.altKey || !plays(event)) return;
    consume(event);
    if (event.repeat || held.has(event.code)) return;
    held.add(event.code);
    handlers.onDown(event.code);
  };
  const up = (event: KeyboardEvent): void => {
    if (!held.delete(event.code)) return;
    consume(event);
    handlers.onUp(event.code);
  };
  const blur = (): void => {
    held.clear();
    handlers.onBlur();
  };
  const handlePointer = (): void => {
    isFocusedByKeyboard = false;
  };
  // Before the controls handle it.
  const capture = { capture: true };
  addEventListener('keydown', down, capture);
  addEventListener('keyup', up, capture);
  addEventListener('pointerdown', handlePointer, capture);
  addEventListener('blur', blur);
  return () => {
    removeEventListener('keydown', down, capture);
    removeEventListener('keyup', up, capture);
    removeEventListener('pointerdown', handlePointer, capture);
    removeEventListener('blur', blur);
  };
}
