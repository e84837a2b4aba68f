import { useEffect, useRef, useState } from 'preact/hooks';
import { Jack } from './jack.tsx';

/** A gate: high while anything holds it, a finger, the mouse, its key. */
export function GateButton(props: {
  label: string;
  hint: string;
  shortcut: string;
  isHigh: boolean;
  onChange: (isHigh: boolean) => void;
}) {
  const { label, hint, shortcut, isHigh, onChange } = props;
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

  useEffect(() => {
    const isMine = ({ key, target }: KeyboardEvent): boolean =>
      key.toLowerCase() === shortcut && !(target instanceof HTMLSelectElement);
    const down = (event: KeyboardEvent): void => {
      if (isMine(event) && !event.repeat && !event.ctrlKey && !event.metaKey && !event.altKey) hold('shortcut');
    };
    const up = ({ key }: KeyboardEvent): void => {
      if (key.toLowerCase() === shortcut) letGo('shortcut');
    };
    // A page that loses the keyboard hears of no release.
    const lose = (): void => change(() => holders.clear());
    addEventListener('keydown', down);
    addEventListener('keyup', up);
    addEventListener('blur', lose);
    return () => {
      removeEventListener('keydown', down);
      removeEventListener('keyup', up);
      removeEventListener('blur', lose);
    };
  });

  const isUp = isHigh || isHeld;
  return (
    <div class="gate-row">
      <Jack light={isUp ? 1 : 0} />
      <button
        type="button"
        class={isUp ? 'gate high' : 'gate'}
        aria-pressed={isUp}
        aria-keyshortcuts={shortcut.toUpperCase()}
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
        <kbd>{shortcut.toUpperCase()}</kbd>
      </button>
    </div>
  );
}
