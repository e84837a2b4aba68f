import { useEffect } from 'preact/hooks';

/** A gate: high while it is held, by pointer or by its key. */
export function GateButton(props: {
  label: string;
  hint: string;
  shortcut: string;
  isHigh: boolean;
  onChange: (isHigh: boolean) => void;
}) {
  const { label, hint, shortcut, isHigh, onChange } = props;
  useEffect(() => {
    const isMine = ({ key, target }: KeyboardEvent): boolean =>
      key.toLowerCase() === shortcut && !(target instanceof HTMLSelectElement);
    const down = (event: KeyboardEvent): void => {
      if (isMine(event) && !event.repeat && !event.ctrlKey && !event.metaKey) onChange(true);
    };
    const up = (event: KeyboardEvent): void => {
      if (isMine(event)) onChange(false);
    };
    // A page that loses the keyboard hears of no release.
    const lose = (): void => onChange(false);
    addEventListener('keydown', down);
    addEventListener('keyup', up);
    addEventListener('blur', lose);
    return () => {
      removeEventListener('keydown', down);
      removeEventListener('keyup', up);
      removeEventListener('blur', lose);
    };
  });
  return (
    <button
      type="button"
      class={isHigh ? 'gate high' : 'gate'}
      aria-pressed={isHigh}
      onPointerDown={({ currentTarget, pointerId }) => {
        currentTarget.setPointerCapture(pointerId);
        onChange(true);
      }}
      onPointerUp={() => onChange(false)}
      onPointerCancel={() => onChange(false)}
      onKeyDown={({ key, repeat }) => {
        if ((key === ' ' || key === 'Enter') && !repeat) onChange(true);
      }}
      onKeyUp={({ key }) => {
        if (key === ' ' || key === 'Enter') onChange(false);
      }}
    >
      <span class="lamp" />
      {label}
      <small>{hint}</small>
    </button>
  );
}
