import { useEffect, useRef, useState } from 'preact/hooks';
import type { PanelState } from '../../protocol.ts';

const STORAGE_KEY = 'neurorack.first-steps';
const DONE = 'done';

/** Three hints for a first visit. They are gone, in this browser for good, once they were followed or dismissed. */
export function FirstSteps({ state, isAudioOn }: { state: PanelState; isAudioOn: boolean }) {
  const [isShown, setIsShown] = useState(isFirstVisit);
  const firstSet = useRef(state.setA);
  const done = useRef([false, false, false]);
  const isDone = [
    // On a sound card it plays already.
    isAudioOn || state.output.sink !== 'browser',
    state.gates.includes(true),
    state.setA !== firstSet.current || state.source === 'map',
  ].map((isNow, n) => isNow || done.current[n]);
  done.current = isDone;
  const hide = (): void => {
    setIsShown(false);
    saveVisit();
  };
  const isComplete = !isDone.includes(false);
  useEffect(() => {
    if (isComplete) hide();
  }, [isComplete]);
  if (!isShown) return null;
  const next = isDone.indexOf(false);
  return (
    <aside class="first-steps card" aria-label="First steps">
      <ol>
        {STEPS.map(({ title, how }, n) => (
          <li key={title} class={isDone[n] ? 'done' : n === next ? 'next' : ''}>
            <strong>
              {title}
              {isDone[n] && <span class="visually-hidden"> (done)</span>}
            </strong>{' '}
            {how}
          </li>
        ))}
      </ol>
      <button type="button" class="plain" aria-label="Dismiss the first steps" onClick={hide}>
        ×
      </button>
    </aside>
  );
}

const STEPS = [
  { title: 'Turn the sound on', how: 'with the button at the top.' },
  { title: 'Press gate 1', how: 'or hold the key A.' },
  { title: 'Choose a sound:', how: 'set A in Play, a place on the map, or a file dropped on this page.' },
] as const;

function isFirstVisit(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== DONE;
  } catch {
    // Storage is blocked: a browser that cannot save the dismissal would show them at each visit.
    return false;
  }
}

function saveVisit(): void {
  try {
    localStorage.setItem(STORAGE_KEY, DONE);
  } catch {
    // Storage is full: they appear once more.
  }
}
