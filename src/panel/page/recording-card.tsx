import type { PanelAction, PanelState } from '../protocol.ts';

/** Records what the instrument plays, to files on its own computer. */
export function RecordingCard(props: {
  recording: NonNullable<PanelState['recording']>;
  send: (action: PanelAction) => void;
}) {
  const { recording, send } = props;
  const isOn = recording !== 'idle';
  return (
    <fieldset class="card group">
      <legend>Recording</legend>
      <div class="with-button">
        <button
          type="button"
          class="plain"
          aria-pressed={isOn}
          onClick={() => send({ type: 'recording', command: isOn ? 'stop' : 'start' })}
        >
          {isOn ? `Stop (${clockOf(recording)})` : 'Record'}
        </button>
        <button type="button" class="plain" onClick={() => send({ type: 'recording', command: 'keep' })}>
          Keep the last 30 s
        </button>
      </div>
      <p class="hint">
        A WAV file with a marker at each gate, and its performance beside it, on the instrument's computer.
      </p>
    </fieldset>
  );
}

/** Seconds as minutes and seconds, such as 1:05. */
const clockOf = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
