import type { PanelAction, PanelMap, PanelState } from '../../protocol.ts';

/** Records the movement of the point and plays it in a loop. */
export function MapPath(props: {
  path: PanelMap['path'];
  motion: PanelState['motion'];
  send: (action: PanelAction) => void;
}) {
  const { path, motion, send } = props;
  const [isRecording, isPlaying] = [motion === 'recording', motion === 'playing'];
  const hasPath = path.points.length > 0;
  const command = (next: 'record' | 'play' | 'stop' | 'clear') => () => send({ type: 'map-path', command: next });
  return (
    <fieldset class="map-path" aria-label="Map path">
      <button
        type="button"
        class={isRecording ? 'plain record on' : 'plain record'}
        aria-pressed={isRecording}
        onClick={command(isRecording ? 'stop' : 'record')}
      >
        {isRecording ? 'Stop recording' : 'Record path'}
      </button>
      <button
        type="button"
        class={isPlaying ? 'plain on' : 'plain'}
        aria-pressed={isPlaying}
        disabled={!hasPath && !isRecording}
        onClick={command(isPlaying ? 'stop' : 'play')}
      >
        {isPlaying ? 'Stop path' : 'Play path'}
      </button>
      <button type="button" class="plain" disabled={!hasPath} onClick={command('clear')}>
        Clear
      </button>
      <output aria-live="polite">
        {isRecording && 'recording: move the point'}
        {isPlaying && `${path.seconds.toFixed(1)} s, looping`}
        {motion === 'stopped' && hasPath && `${path.seconds.toFixed(1)} s recorded`}
      </output>
    </fieldset>
  );
}
