import { useEffect, useState } from 'preact/hooks';
import { fetchClients, type ListedClients, revokeClient } from './client-calls.ts';

/** The clients that are paired over the network; each can be unpaired without the others. */
export function ClientsDrawer() {
  const [clients, setClients] = useState<ListedClients>([]);
  const [error, setError] = useState('');
  const [asked, setAsked] = useState<string>();
  const show = (answer: ListedClients | string): void => {
    setError(typeof answer === 'string' ? answer : '');
    if (typeof answer !== 'string') setClients(answer);
    setAsked(undefined);
  };
  useEffect(() => {
    void fetchClients().then(show);
  }, []);
  return (
    <div class="card presets">
      {error !== '' && <p role="alert">{error}</p>}
      {error === '' && clients.length === 0 && (
        <p>No client is paired. A browser of another computer pairs with the code on the display.</p>
      )}
      <ul aria-label="Paired clients">
        {clients.map(({ id, name, address, seenMs, isOwn }) => {
          const title = `${name}${address === '' ? '' : `, ${address}`}`;
          return (
            <li key={id} class="with-button">
              <span class="client">
                <span class="cut" title={title}>
                  {title}
                  {isOwn ? ' (this browser)' : ''},
                </span>{' '}
                <small>last seen {seenMs === null ? 'unknown' : new Date(seenMs).toLocaleString()}</small>
              </span>
              <button
                type="button"
                class="plain"
                aria-label={`${asked === id ? 'Confirm: unpair' : 'Unpair'} ${title}`}
                onClick={() => (asked === id ? void revokeClient(id).then(show) : setAsked(id))}
              >
                {asked === id ? 'Unpair now' : 'Unpair'}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
