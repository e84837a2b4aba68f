import { useEffect, useRef, useState } from 'preact/hooks';
import { padVelocity } from '../pad-velocity.ts';
import { Jack } from './jack.tsx';
import { listenForPlayKey } from './play-keys.ts';

/** A gate button: high while it is held by a finger, the mouse or its key. */
export function GateButton(props: {
  label: string;
  hint: string;
  /** A Latin letter. */
  shortcut: string;
  /** Whether the space bar also holds it. */
  hasSpaceKey: boolean;
  isHigh: boolean;
  /** The velocity of its key; undefined: even. */
  velocity?: number | undefined;
  /** Whether a press is softer below the middle, and harder above. */
  hasVelocity?: boolean;
  onChange: (isHigh: boolean, velocity: number | undefined) => void;
}) {
  const { label, hint, shortcut, hasSpaceKey, isHigh, velocity, hasVelocity = false, onChange } = props;
  const holders = useRef(new Set<string>()).current;
  const [isHeld, setIsHeld] = useState(false);

  const change = (alter: () => void, by?: number): void => {
    const before = holders.size > 0;
    alter();
    const after = holders.size > 0;
    if (before === after) return;
    setIsHeld(after);
    onChange(after, after ? by : undefined);
  };
  const hold = (by: string): void => change(() => holders.add(by), velocity);
  const release = (by: string): void => change(() => holders.delete(by));

  // The listeners outlive a render; they call the functions of the latest one.
  const keys = useRef({ hold, release, change });
  keys.current = { hold, release, change };
  useEffect(
    () =>
      listenForPlayKey(
        { letter: shortcut, hasSpaceKey },
        {
          onDown: (code) => keys.current.hold(code),
          onUp: (code) => keys.current.release(code),
          onBlur: () => keys.current.change(() => holders.clear()),
        },
      ),
    [shortcut, hasSpaceKey, holders],
  );

  const isLit = isHigh || isHeld;
  return (
    <div class="gate-row">
      <Jack light={isLit ? 1 : 0} />
      <button
        type="button"
        class={isLit ? 'gate high' : 'gate'}
        aria-pressed={isLit}
        aria-keyshortcuts={hasSpaceKey ? `${shortcut} Space` : shortcut}
        onPointerDown={({ currentTarget, pointerId, button, clientY }) => {
          if (button !== 0) return;
          currentTarget.setPointerCapture(pointerId);
          const { bottom, height } = currentTarget.getBoundingClientRect();
          const pressed = hasVelocity ? padVelocity((bottom - clientY) / height) : undefined;
          change(() => holders.add(`pointer ${pointerId}`), pressed);
        }}
        onLostPointerCapture={({ pointerId }) => release(`pointer ${pointerId}`)}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={({ key, repeat }) => {
          if ((key === ' ' || key === 'Enter') && !repeat) hold('button');
        }}
        onKeyUp={({ key }) => {
          if (key === ' ' || key === 'Enter') release('button');
        }}
        onBlur={() => release('button')}
      >
        <span class="gate-name">{label}</span>
        <small>{hint}</small>
        <kbd>{shortcut}</kbd>
      </button>
    </div>
  );
}
