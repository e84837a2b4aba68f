import { DESTINATION_RANGES, destinationIndex } from '../../control/destination.ts';
import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import type { PanelAction, PanelSettings, PanelState } from '../protocol.ts';
import { DESTINATION_GROUPS, DESTINATION_LABELS, valueText } from './destination-labels.ts';
import { Fader } from './fader.tsx';

/** The base of every destination: its value without modulation. The dot is the value modulated by the jacks. */
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
            const { min, max, default: defaultValue, taper } = DESTINATION_RANGES[id];
            const fader = (
              <Fader
                key={id}
                label={DESTINATION_LABELS[id]}
                value={settings.bases[id] ?? defaultValue}
                live={state.values[destinationIndex(id)]}
                {...{ min, max, defaultValue, taper }}
                text={(value) => valueText(id, value)}
                onChange={(value) => send({ type: 'base', destination: id, value })}
              />
            );
            const descriptor = DESCRIPTORS.find((name) => name === id);
            if (descriptor === undefined) return fader;
            const isUnlinked = state.unlinked.includes(descriptor);
            return (
              <div key={id} class="with-button">
                {fader}
                <button
                  type="button"
                  class={isUnlinked ? 'plain link on' : 'plain link'}
                  aria-label={`${DESTINATION_LABELS[id]} ${isUnlinked ? 'unlinked' : 'linked'}`}
                  title="Unlinked: the other descriptors stay. Linked: they follow as in the analysed sounds."
                  onClick={() => send({ type: 'link-descriptor', descriptor, isLinked: isUnlinked })}
                >
                  {isUnlinked ? 'unlinked' : 'linked'}
                </button>
              </div>
            );
          })}
        </fieldset>
      ))}
    </>
  );
}
