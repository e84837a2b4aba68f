import { clockText } from '../../numeric/clock-text.ts';
import type { PanelAction, PanelState } from '../protocol.ts';

/** Shows beside the sound button that a take is being recorded; a push ends it. */
export function RecordingLight(props: {
  recording: PanelState['recording'];
  send: (action: Extract<PanelAction, { type: 'recording' }>) => void;
}) {
  const { recording, send } = props;
  if (typeof recording !== 'number') return null;
  return (
    <button
      type="button"
      class="recording-light"
      title="End the recording (R)"
      onClick={() => send({ type: 'recording', command: 'stop' })}
    >
      <span aria-hidden="true">●</span> <span class="visually-hidden">End the recording, </span>
      {clockText(recording)}
    </button>
  );
}
