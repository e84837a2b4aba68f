import type { AudioPlayback } from './audio-playback.ts';
import { transport } from './server-transport.ts';

/** Turns the audio of this page on, and shows its latency. */
export function AudioButton(props: {
  audio: AudioPlayback;
  isOn: boolean;
  /** Without an instrument there is no sound to turn on. */
  isGone: boolean;
  /** The instrument's own output. */
  sink: string;
  /** From a gate to the instrument's sink, ms. */
  gateLatencyMs: number | undefined;
  onClick: () => void;
}) {
  const { audio, isOn, isGone, sink, gateLatencyMs, onClick } = props;
  const label = isOn ? 'Sound is on' : 'Turn the sound on';
  const bufferMs = audio.bufferMs();
  const latencyMs = bufferMs + audio.deviceMs() + transport.soundDelayMs + (gateLatencyMs ?? 0);
  const { underruns, skips } = audio.report;
  const dropouts = underruns + skips;
  return (
    <button
      type="button"
      class={isOn ? 'audio-button on' : 'audio-button'}
      aria-describedby="audio-state"
      disabled={isGone}
      onClick={onClick}
    >
      <span>{label}</span>
      {isOn ? (
        <small id="audio-state" aria-hidden="true">
          buffer {bufferMs.toFixed(0)} ms · latency {latencyMs.toFixed(0)} ms · {dropouts}{' '}
          {dropouts === 1 ? 'dropout' : 'dropouts'}
        </small>
      ) : (
        <small id="audio-state" aria-hidden="true">
          {sink === 'browser' ? 'in this browser' : `also in this browser; main output: ${sink}`}
        </small>
      )}
    </button>
  );
}
