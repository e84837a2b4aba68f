import type { Midi } from './use-midi.ts';

/** Connects MIDI controllers, and names them. Nothing where the browser has no MIDI. */
export function MidiCard({ midi: { state, inputs, connect } }: { midi: Midi }) {
  if (state === 'absent') return null;
  return (
    <div class="card midi">
      {state === 'on' ? (
        <p role="status">
          MIDI: {inputs.length === 0 ? 'no controller is connected' : inputs.join(', ')}. Notes play gate 1, channel 2
          plays gate 2; CC 1 to 4 move CV 1 to 4.
        </p>
      ) : (
        <button type="button" class="plain" onClick={connect}>
          Connect MIDI
        </button>
      )}
      {state === 'refused' && (
        <p role="alert">The browser did not allow MIDI: allow it in its settings of this page.</p>
      )}
    </div>
  );
}
