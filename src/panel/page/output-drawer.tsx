import { MAX_VOLUME_DB, MIN_VOLUME_DB } from '../../control/volume.ts';
import type { PanelAction, PanelState } from '../protocol.ts';
import { Fader } from './fader.tsx';

/** The output of the instrument: its master volume. */
export function OutputDrawer({ state, send }: { state: PanelState; send: (action: PanelAction) => void }) {
  return (
    <fieldset class="card group">
      <legend>Output</legend>
      <Fader
        label="Volume"
        value={state.volumeDb}
        min={MIN_VOLUME_DB}
        max={MAX_VOLUME_DB}
        defaultValue={MAX_VOLUME_DB}
        text={(db) => (db <= MIN_VOLUME_DB ? 'off' : `${db.toFixed(1)} dB`)}
        onChange={(db) => send({ type: 'volume', db })}
      />
    </fieldset>
  );
}
