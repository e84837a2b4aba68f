import type { Hello } from '../protocol.ts';
import type { AudioPlayback } from './audio-playback.ts';

/** Half the time that the server collects samples for, ms. */
const ON_THE_WAY_MS = 5;

/** Turns the sound on in this page; says what it costs. */
export function SoundButton(props: {
  sound: AudioPlayback;
  isOn: boolean;
  hello: Hello;
  /** From a gate to the instrument's sink, ms. */
  gateMs: number | undefined;
  onClick: () => void;
}) {
  const { sound, isOn, hello, gateMs, onClick } = props;
  const words = isOn ? 'Sound is on' : 'Turn the sound on';
  const buffer = sound.bufferMs();
  const behind = buffer + sound.deviceMs() + ON_THE_WAY_MS;
  const { underruns, skips } = sound.report;
  return (
    <button type="button" class={isOn ? 'listen on' : 'listen'} aria-label={words} onClick={onClick}>
      <span>{words}</span>
      {isOn ? (
        <small>
          buffer {buffer.toFixed(0)} ms · gate to ear {(behind + (gateMs ?? 0)).toFixed(0)} ms · {underruns + skips}{' '}
          {underruns + skips === 1 ? 'gap' : 'gaps'}
        </small>
      ) : (
        <small>{hello.sink === 'browser' ? 'in this browser' : `here too; it plays on ${hello.sink}`}</small>
      )}
    </button>
  );
}
