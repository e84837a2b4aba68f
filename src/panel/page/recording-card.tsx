import { useEffect, useState } from 'preact/hooks';
import { clockText } from '../../numeric/clock-text.ts';
import type { PanelAction, PanelState } from '../protocol.ts';
import type { ListedTake } from '../take-routes.ts';
import { transport } from './server-transport.ts';

/** Interval at which the list is fetched again, ms: a take that is kept appears in it. */
const LIST_MS = 2000;

/** Records what the instrument plays, and offers the files: a link is clicked, or dragged out of the page. */
export function RecordingCard(props: {
  recording: NonNullable<PanelState['recording']>;
  send: (action: PanelAction) => void;
}) {
  const { recording, send } = props;
  const [takes, setTakes] = useState<readonly ListedTake[]>([]);
  const isOn = recording !== 'idle';
  useEffect(() => {
    const update = (): void => void fetchTakes().then(setTakes);
    update();
    const timer = setInterval(update, LIST_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <fieldset class="card group">
      <legend>Recording</legend>
      <div class="with-button">
        <button
          type="button"
          class="plain"
          aria-pressed={isOn}
          aria-keyshortcuts="R"
          title="Record (R)"
          onClick={() => send({ type: 'recording', command: isOn ? 'stop' : 'start' })}
        >
          {isOn ? `Stop (${clockText(recording)})` : 'Record'}
        </button>
        <button
          type="button"
          class="plain"
          aria-keyshortcuts="K"
          title="Keep the last 30 s (K)"
          onClick={() => send({ type: 'recording', command: 'keep' })}
        >
          Keep the last 30 s
        </button>
      </div>
      {takes.length > 0 && (
        <ul aria-label="Takes">
          {takes.map(({ file, bytes }) => (
            <li key={file}>
              <a
                href={`/takes/${file}`}
                download={file}
                draggable={transport.saveFile === undefined}
                onClick={(event) => {
                  const { saveFile } = transport;
                  if (saveFile === undefined) return;
                  event.preventDefault();
                  void saveFile(`/takes/${file}`, file);
                }}
                onDragStart={({ dataTransfer, currentTarget }) =>
                  // Chromium makes a file of it where it is dropped; other browsers drop the address.
                  dataTransfer?.setData('DownloadURL', `${typeOf(file)}:${file}:${currentTarget.href}`)
                }
              >
                {file}
              </a>{' '}
              <small>{sizeOf(bytes)}</small>
            </li>
          ))}
        </ul>
      )}
      <p class="hint">
        A WAV file with a marker at each gate, and its performance beside it.
        {transport.saveFile === undefined && ' Files can be dragged out.'}
      </p>
    </fieldset>
  );
}

async function fetchTakes(): Promise<readonly ListedTake[]> {
  try {
    const answer: { readonly takes?: readonly ListedTake[] } = await (await transport.request('/takes')).json();
    return answer.takes ?? [];
  } catch {
    return [];
  }
}

const typeOf = (file: string): string => (file.endsWith('.wav') ? 'audio/wav' : 'text/plain');

const sizeOf = (bytes: number): string =>
  bytes < 2 ** 20 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 2 ** 20).toFixed(1)} MB`;
