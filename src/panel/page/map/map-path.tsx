import type { ComponentChildren } from 'preact';
import type { PanelMap, PanelState } from '../../protocol.ts';

/** Records the movement of a point and plays it. */
export function MapPath(props: {
  label: string;
  path: PanelMap['path'];
  motion: PanelState['motion'];
  /** Whether it plays in a loop, or once. */
  isLooping: boolean;
  onCommand: (command: 'record' | 'play' | 'stop' | 'clear') => void;
  /** More buttons. */
  children?: ComponentChildren;
}) {
  const { label, path, motion, isLooping, onCommand, children } = props;
  const [isRecording, isPlaying] = [motion === 'recording', motion === 'playing'];
  const hasPath = path.points.length > 0;
  return (
    <fieldset class="map-path" aria-label={label}>
      <button
        type="button"
        class={isRecording ? 'plain record on' : 'plain record'}
        aria-pressed={isRecording}
        onClick={() => onCommand(isRecording ? 'stop' : 'record')}
      >
        {isRecording ? 'Stop recording' : 'Record path'}
      </button>
      <button
        type="button"
        class={isPlaying ? 'plain on' : 'plain'}
        aria-pressed={isPlaying}
        disabled={!hasPath && !isRecording}
        onClick={() => onCommand(isPlaying ? 'stop' : 'play')}
      >
        {isPlaying ? 'Stop path' : 'Play path'}
      </button>
      <button type="button" class="plain" disabled={!hasPath} onClick={() => onCommand('clear')}>
        Clear
      </button>
      {children}
      <output aria-live="polite">
        {isRecording && 'recording: move the point'}
        {isPlaying && `${path.seconds.toFixed(1)} s, ${isLooping ? 'looping' : 'once'}`}
        {motion === 'stopped' && hasPath && `${path.seconds.toFixed(1)} s recorded`}
      </output>
    </fieldset>
  );
}
