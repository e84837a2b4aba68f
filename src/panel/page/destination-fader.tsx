import { DESTINATION_RANGES, type Destination, destinationIndex } from '../../control/destination.ts';
import { DESTINATION_LABELS } from '../../control/destination-labels.ts';
import type { PanelAction, PanelSettings, PanelState } from '../protocol.ts';
import { valueText } from './destination-labels.ts';
import { Fader } from './fader.tsx';

/** The base of a destination: its value without modulation. The dot is the value modulated by jacks and motions. */
export function DestinationFader(props: {
  id: Destination;
  state: PanelState;
  settings: PanelSettings;
  send: (action: PanelAction) => void;
}) {
  const { id, state, settings, send } = props;
  const { min, max, default: defaultValue, taper } = DESTINATION_RANGES[id];
  return (
    <Fader
      label={DESTINATION_LABELS[id]}
      value={settings.bases[id] ?? defaultValue}
      live={state.values[destinationIndex(id)]}
      {...{ min, max, defaultValue, taper }}
      text={(value) => valueText(id, value)}
      learns={{ kind: 'base', destination: id }}
      onChange={(value) => send({ type: 'base', destination: id, value })}
    />
  );
}
