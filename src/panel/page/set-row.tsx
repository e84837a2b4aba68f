import { useEffect, useRef, useState } from 'preact/hooks';
import type { BankEdit, SetEntry } from '../banks/bank-entry.ts';

const SIDES = ['A', 'B'] as const;

/** A set of a bank: name, length, where it is from, buttons that play it as set A or B, and buttons that change it while the bank is edited. */
export function SetRow(props: {
  set: SetEntry;
  position: number;
  count: number;
  isEditing: boolean;
  /** The row of the sound that was added last is shown, wherever the list was scrolled. */
  isLatest?: boolean;
  plays: Readonly<Record<'A' | 'B', boolean>>;
  onPlay: (side: 'A' | 'B') => void;
  onEdit: (edit: BankEdit, status: string) => void;
}) {
  const { set, position, count, isEditing, isLatest = false, plays, onPlay, onEdit } = props;
  const { name, seconds, source, author, licence } = set;
  const [isOpen, setIsOpen] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isLatest) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isLatest]);
  return (
    <li ref={row} class={`${isEditing ? 'editing' : ''} ${isLatest ? 'latest' : ''}`}>
      {isEditing ? (
        <SetName
          name={name}
          onRename={(to) => onEdit({ kind: 'rename-set', set: name, to }, `${name} renamed to ${to}`)}
        />
      ) : (
        <span class="set-name cut" title={name}>
          {name}
        </span>
      )}
      <small class="set-length">{seconds.toFixed(seconds < 10 ? 1 : 0)} s</small>
      <div class="bank-buttons">
        <button
          type="button"
          class={isOpen ? 'plain about on' : 'plain about'}
          aria-expanded={isOpen}
          aria-label={`Where ${name} is from`}
          onClick={() => setIsOpen(!isOpen)}
        >
          i
        </button>
        {SIDES.map((side) => (
          <button
            key={side}
            type="button"
            class={plays[side] ? 'plain on' : 'plain'}
            aria-pressed={plays[side]}
            aria-label={`Play ${name} as set ${side}`}
            onClick={() => onPlay(side)}
          >
            {side}
          </button>
        ))}
        {isEditing && <SetEditButtons name={name} position={position} count={count} onEdit={onEdit} />}
      </div>
      {isOpen && (
        <small class="provenance">
          {[source === name ? null : source, author, licence].filter((part) => part !== null).join(' · ')}
        </small>
      )}
    </li>
  );
}

/** Moves and removes a set while its bank is edited. */
function SetEditButtons(props: {
  name: string;
  position: number;
  count: number;
  onEdit: (edit: BankEdit, status: string) => void;
}) {
  const { name, position, count, onEdit } = props;
  const move = (to: number): void =>
    onEdit({ kind: 'move-set', set: name, position: to }, `${name} moved to position ${to + 1}`);
  return (
    <>
      <button
        type="button"
        class="plain"
        disabled={position === 0}
        aria-label={`Move ${name} up`}
        onClick={() => move(position - 1)}
      >
        ↑
      </button>
      <button
        type="button"
        class="plain"
        disabled={position === count - 1}
        aria-label={`Move ${name} down`}
        onClick={() => move(position + 1)}
      >
        ↓
      </button>
      <button
        type="button"
        class="plain"
        aria-label={`Remove ${name}`}
        onClick={() => onEdit({ kind: 'remove-set', set: name }, `${name} removed`)}
      >
        ✕
      </button>
    </>
  );
}

/** Renames on Enter or when the field loses focus; Escape cancels. */
function SetName({ name, onRename }: { name: string; onRename: (to: string) => void }) {
  const [typed, setTyped] = useState(name);
  const commit = (): void => {
    const to = typed.trim();
    if (to === '' || to === name) setTyped(name);
    else onRename(to);
  };
  return (
    <input
      type="text"
      class="set-name"
      aria-label={`Name of ${name}`}
      value={typed}
      maxLength={200}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={commit}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Escape') setTyped(name);
        if (key === 'Enter') currentTarget.blur();
      }}
    />
  );
}
