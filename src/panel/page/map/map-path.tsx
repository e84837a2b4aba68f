import type { PanelAction, PanelMap, PanelState } from '../../protocol.ts';

/** Records where the point goes, and takes it there again, round and round. */
export function MapPath(props: {
  path: PanelMap['path'];
  motion: PanelState['motion'];
  send: (action: PanelAction) => void;
}) {
  const { path, motion, send } = props;
  const [isRecording, isPlaying] = [motion === 'recording', motion === 'playing'];
  const isThere = path.points.length > 0;
  const order = (next: 'record' | 'play' | 'stop' | 'clear') => () => send({ type: 'map-path', order: next });
  return (
    <fieldset class="map-path" aria-label="Path over the map">
      <button
        type="button"
        class={isRecording ? 'plain record on' : 'plain record'}
        aria-pressed={isRecording}
        onClick={order(isRecording ? 'stop' : 'record')}
      >
        {isRecording ? 'Stop recording' : 'Record a path'}
      </button>
      <button
        type="button"
        class={isPlaying ? 'plain on' : 'plain'}
        aria-pressed={isPlaying}
        disabled={!isThere && !isRecording}
        onClick={order(isPlaying ? 'stop' : 'play')}
      >
        {isPlaying ? 'Stop the path' : 'Play the path'}
      </button>
      <button type="button" class="plain" disabled={!isThere} onClick={order('clear')}>
        Clear
      </button>
      <output aria-live="polite">
        {isRecording && 'recording: move the point'}
        {isPlaying && `${path.seconds.toFixed(1)} s, round and round`}
        {motion === 'stopped' && isThere && `${path.seconds.toFixed(1)} s recorded`}
      </output>
    </fieldset>
  );
}
