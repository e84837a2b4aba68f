import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface Tab {
  /** Also the hash of the address: '#cv' opens the tab. */
  readonly id: string;
  readonly title: string;
  /** Rendered only while the tab is open. */
  readonly content: () => ComponentChildren;
}

const DIRECTIONS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** Drawers, one of which is open; arrow keys move between the tabs. Another value of `request` opens the tab that it names. */
export function Tabs(props: { label: string; tabs: readonly Tab[]; request: { readonly tab: string } | undefined }) {
  const { label, tabs, request } = props;
  const [chosen, setChosen] = useState(() => location.hash.slice(1));
  const list = useRef<HTMLDivElement>(null);
  const open = tabs.find(({ id }) => id === chosen) ?? tabs[0];
  const choose = (id: string): void => {
    setChosen(id);
    history.replaceState(null, '', `#${id}`);
  };
  useEffect(() => {
    if (request !== undefined) choose(request.tab);
  }, [request]);
  const step = (by: number): void => {
    const next = tabs[(tabs.indexOf(open) + by + tabs.length) % tabs.length];
    choose(next.id);
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <div class="drawers">
      <div ref={list} class="tabs" role="tablist" aria-label={label} style={{ '--half': Math.ceil(tabs.length / 2) }}>
        {tabs.map(({ id, title }) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={id === open.id}
            aria-controls={`drawer-${id}`}
            tabIndex={id === open.id ? 0 : -1}
            onClick={() => choose(id)}
            onKeyDown={(event) => {
              const by = DIRECTIONS[event.key];
              if (by === undefined) return;
              event.preventDefault();
              step(by);
            }}
          >
            {title}
          </button>
        ))}
      </div>
      <div id={`drawer-${open.id}`} class="drawer" role="tabpanel" aria-labelledby={`tab-${open.id}`}>
        {open.content()}
      </div>
    </div>
  );
}
