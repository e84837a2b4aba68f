import { DESTINATION_LABELS } from '../../control/destination-labels.ts';
import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import type { PanelAction, PanelSettings, PanelState } from '../protocol.ts';
import { DestinationFader } from './destination-fader.tsx';
import { DESTINATION_GROUPS } from './destination-labels.ts';

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
            const fader = <DestinationFader key={id} {...{ id, state, settings, send }} />;
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
