import { DESTINATION_LABELS } from '../../../control/destination-labels.ts';
import { JACKS } from '../../../control/jacks.ts';
import { sourceName } from '../../../control/midi/mapping-names.ts';
import type { LearnTarget } from '../../../control/midi/midi-mapping.ts';
import type { PanelAction, PanelMidi } from '../../protocol.ts';
import { MidiLearnRow } from './midi-learn-row.tsx';
import { MidiOutRow } from './midi-out-row.tsx';
import type { Midi } from './use-midi.ts';

/** Connects MIDI controllers, and shows what they move. Nothing where neither the browser nor the instrument has MIDI. */
export function MidiCard(props: {
  midi: Midi;
  server: PanelMidi | undefined;
  hasJacks: boolean;
  send: (action: PanelAction) => void;
}) {
  const { midi, server, hasJacks, send } = props;
  const { state, inputs, connect } = midi;
  const isUsed = server !== undefined && (state === 'on' || server.messages > 0);
  if (state === 'absent' && !isUsed) return null;
  return (
    <div class="card midi">
      {state === 'on' && (
        <p role="status">
          MIDI: {inputs.length === 0 ? 'no controller is connected here' : inputs.join(', ')}. Notes play gate 1,
          channel 2 plays gate 2.
        </p>
      )}
      {(state === 'off' || state === 'refused') && (
        <button type="button" class="plain" onClick={connect}>
          Connect MIDI
        </button>
      )}
      {state === 'refused' && (
        <p role="alert">The browser did not allow MIDI: allow it in its settings of this page.</p>
      )}
      {state === 'on' && <MidiOutRow midi={midi} />}
      {isUsed && <MidiMappingRows {...{ server, hasJacks, send }} />}
    </div>
  );
}

function MidiMappingRows(props: { server: PanelMidi; hasJacks: boolean; send: (action: PanelAction) => void }) {
  const { server, hasJacks, send } = props;
  const { bpm, isRunning, mapping } = server;
  return (
    <>
      {bpm !== null && (
        <p>
          Clock: {bpm.toFixed(1)} beats a minute{isRunning ? ', running' : ''}.
        </p>
      )}
      <ul class="midi-controls" aria-label="Controllers">
        {mapping.controls.map((control) => (
          <li key={`${sourceName(control.source)} ${labelOf(control.target)}`} class="with-button">
            <span>
              {sourceName(control.source)}: {labelOf(control.target)}
            </span>
            <button
              type="button"
              class="plain"
              aria-label={`Forget ${sourceName(control.source)} for ${labelOf(control.target)}`}
              onClick={() => send({ type: 'midi-forget', source: control.source, target: control.target })}
            >
              Forget
            </button>
          </li>
        ))}
      </ul>
      <MidiLearnRow learning={server.learning} {...{ hasJacks, send }} />
      <button type="button" class="plain" title="Ends every note" onClick={() => send({ type: 'midi-panic' })}>
        All notes off
      </button>
    </>
  );
}

/** A target as the panel labels it. */
export function labelOf(target: LearnTarget): string {
  if (target.kind === 'gate2') return 'Gate 2';
  if (target.kind === 'cv') return `CV ${JACKS.indexOf(target.jack) + 1}`;
  const label = DESTINATION_LABELS[target.destination];
  return target.kind === 'base' ? `${label}, knob` : label;
}
