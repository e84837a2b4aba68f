import { useEffect, useRef } from 'preact/hooks';
import glossary from '../../../../docs/glossary.md?raw';
import { termsOf } from '../../glossary.ts';
import { FaceplateDrawing } from './faceplate-drawing.tsx';
import { KEYS } from './keys.ts';

/** Elements in which a question mark is text. */
const TEXT_FIELDS = 'textarea, [contenteditable], input:not([type="range"], [type="radio"], [type="checkbox"])';
const TERMS = termsOf(glossary, 'Playing');

/** A button, and the key ?, which show the keys and the words of the panel. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const handleKey = (event: KeyboardEvent): void => {
      const isText = event.target instanceof Element && event.target.matches(TEXT_FIELDS);
      if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey || isText) return;
      event.preventDefault();
      if (dialog.current?.open) dialog.current.close();
      else dialog.current?.showModal();
    };
    addEventListener('keydown', handleKey);
    return () => removeEventListener('keydown', handleKey);
  }, []);
  return (
    <>
      <button
        type="button"
        class="help-button"
        aria-label="Keys and words"
        aria-keyshortcuts="?"
        title="Keys and words (?)"
        onClick={() => dialog.current?.showModal()}
      >
        ?
      </button>
      <dialog ref={dialog} class="help" aria-labelledby="help-title">
        <header>
          <h2 id="help-title">Keys and words</h2>
          <button type="button" class="plain" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </header>
        <div class="help-top">
          <dl class="help-keys">
            {KEYS.map(([keys, action]) => (
              <div key={keys}>
                <dt>{withKeys(keys)}</dt>
                <dd>{withKeys(action)}</dd>
              </div>
            ))}
          </dl>
          <FaceplateDrawing />
        </div>
        <h3>Words</h3>
        <dl>
          {TERMS.map(({ word, meaning }) => (
            <div key={word}>
              <dt>{word}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </dialog>
    </>
  );
}

/** The text with its parts in brackets as keys. */
function withKeys(text: string) {
  return text.split(/\[(.+?)\]/).map((part, n) => (n % 2 === 0 ? part : <kbd key={n}>{part}</kbd>));
}
