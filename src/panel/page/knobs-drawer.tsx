import { DESTINATION_RANGES, destinationIndex } from '../../control/destination.ts';
import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import type { PanelAction, PanelSettings, PanelState } from '../protocol.ts';
import { DESTINATION_GROUPS, DESTINATION_LABELS, valueText } from './destination-labels.ts';
import { Fader } from './fader.tsx';

/** The base of every destination: where it is with no voltage. The mark is where the jacks have taken it. */
export function KnobsDrawer(props: {
  state: PanelState;
  settings: PanelSettings;
  send: (action: PanelAction) => void;
}) {
  const { state, settings, send } = props;
  return (
    <>
      {DESTINATION_GROUPS.map(([group, ids]) => (
        <fieldset key={group} class="card group">
          <legend>{group}</legend>
          {ids.map((id) => {
            const { min: least, max: most, default: rest, taper } = DESTINATION_RANGES[id];
            const fader = (
              <Fader
                key={id}
                label={DESTINATION_LABELS[id]}
                value={settings.bases[id] ?? rest}
                live={state.values[destinationIndex(id)]}
                {...{ least, most, rest, taper }}
                text={(value) => valueText(id, value)}
                onChange={(value) => send({ type: 'base', destination: id, value })}
              />
            );
            const descriptor = DESCRIPTORS.find((name) => name === id);
            if (descriptor === undefined) return fader;
            const isAlone = state.unlinked.includes(descriptor);
            return (
              <div key={id} class="with-button">
                {fader}
                <button
                  type="button"
                  class={isAlone ? 'plain on' : 'plain'}
                  aria-pressed={isAlone}
                  aria-label={`${DESTINATION_LABELS[id]} moves alone`}
                  title="Whether the others stay, or follow as they do in sounds"
                  onClick={() => send({ type: 'offset-mode', descriptor, mode: isAlone ? 'natural' : 'alone' })}
                >
                  alone
                </button>
              </div>
            );
          })}
        </fieldset>
      ))}
    </>
  );
}
