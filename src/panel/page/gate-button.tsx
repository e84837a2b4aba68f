import { useEffect, useRef, useState } from 'preact/hooks';
import { Jack } from './jack.tsx';
import { listenToPlayKey } from './play-keys.ts';

/** A gate: high while anything holds it, a finger, the mouse, its key. */
export function GateButton(props: {
  label: string;
  hint: string;
  /** A Latin letter. */
  shortcut: string;
  /** Whether the space bar holds it too. */
  isSpaceToo: boolean;
  isHigh: boolean;
  onChange: (isHigh: boolean) => void;
}) {
  const { label, hint, shortcut, isSpaceToo, isHigh, onChange } = props;
  const holders = useRef(new Set<string>()).current;
  const [isHeld, setIsHeld] = useState(false);

  const change = (alter: () => void): void => {
    const before = holders.size > 0;
    alter();
    const after = holders.size > 0;
    if (before === after) return;
    setIsHeld(after);
    onChange(after);
  };
  const hold = (by: string): void => change(() => holders.add(by));
  const letGo = (by: string): void => change(() => holders.delete(by));

  // The listeners outlive a drawing, what they call does not.
  const keys = useRef({ hold, letGo, change });
  keys.current = { hold, letGo, change };
  useEffect(
    () =>
      listenToPlayKey(
        { letter: shortcut, isSpaceToo },
        {
          down: (code) => keys.current.hold(code),
          up: (code) => keys.current.letGo(code),
          lose: () => keys.current.change(() => holders.clear()),
        },
      ),
    [shortcut, isSpaceToo, holders],
  );

  const isUp = isHigh || isHeld;
  return (
    <div class="gate-row">
      <Jack light={isUp ? 1 : 0} />
      <button
        type="button"
        class={isUp ? 'gate high' : 'gate'}
        aria-pressed={isUp}
        aria-keyshortcuts={isSpaceToo ? `${shortcut} Space` : shortcut}
        onPointerDown={({ currentTarget, pointerId, button }) => {
          if (button !== 0) return;
          currentTarget.setPointerCapture(pointerId);
          hold(`pointer ${pointerId}`);
        }}
        onLostPointerCapture={({ pointerId }) => letGo(`pointer ${pointerId}`)}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={({ key, repeat }) => {
          if ((key === ' ' || key === 'Enter') && !repeat) hold('button');
        }}
        onKeyUp={({ key }) => {
          if (key === ' ' || key === 'Enter') letGo('button');
        }}
        onBlur={() => letGo('button')}
      >
        <span class="gate-name">{label}</span>
        <small>{hint}</small>
        <kbd>{shortcut}</kbd>
      </button>
    </div>
  );
}
