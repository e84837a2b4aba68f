import { CV_RANGE_NAMES, CV_RANGES } from '../../control/cv-range.ts';
import { DESTINATIONS, type Destination } from '../../control/destination.ts';
import { DESTINATION_LABELS } from '../../control/destination-labels.ts';
import { JACKS, type Jack } from '../../control/jacks.ts';
import type { PanelAction, PanelSettings, PanelState } from '../protocol.ts';
import { Choice } from './choice.tsx';
import { Fader } from './fader.tsx';

/** A new assignment modulates the destination over its whole range. */
const NEW_DEPTH = 1;

/** Destinations, depths and range of each jack. */
export function CvDrawer(props: { state: PanelState; settings: PanelSettings; send: (action: PanelAction) => void }) {
  const { state, settings, send } = props;
  return (
    <>
      {JACKS.map((jack, n) => (
        <fieldset key={jack} class="card group">
          <legend>
            CV {n + 1} <output aria-live="off">{(state.volts[n] ?? 0).toFixed(2)} V</output>
          </legend>
          <JackAssignment jack={jack} name={`CV ${n + 1}`} settings={settings} send={send} />
        </fieldset>
      ))}
    </>
  );
}

function JackAssignment(props: {
  jack: Jack;
  name: string;
  settings: PanelSettings;
  send: (action: PanelAction) => void;
}) {
  const { jack, name, settings, send } = props;
  const depths = settings.depths[jack];
  const assigned = DESTINATIONS.filter((id) => (depths[id] ?? 0) !== 0);
  const free = DESTINATIONS.filter((id) => !assigned.includes(id));
  const assign = (destination: Destination, depth: number): void => send({ type: 'depth', jack, destination, depth });
  return (
    <>
      {assigned.map((id) => (
        <div key={id} class="with-button assignment">
          <Fader
            label={`${DESTINATION_LABELS[id]}`}
            value={depths[id] ?? 0}
            min={-1}
            max={1}
            defaultValue={1}
            text={(depth) => `${depth > 0 ? '+' : ''}${Math.round(100 * depth)} %`}
            // A depth of 0 would remove the assignment, and the fader while it is dragged.
            onChange={(depth) => assign(id, Math.abs(depth) < 0.005 ? 0.005 : depth)}
          />
          <button
            type="button"
            class="plain"
            aria-label={`Remove ${DESTINATION_LABELS[id]} from ${name}`}
            onClick={() => assign(id, 0)}
          >
            ×
          </button>
        </div>
      ))}
      <div class="fields tight">
        <Choice
          label={`${name} destination`}
          value=""
          options={[['', 'add…'], ...free.map((id) => [id, DESTINATION_LABELS[id]] as const)]}
          onChoose={(chosen) => {
            const destination = free.find((id) => id === chosen);
            if (destination !== undefined) assign(destination, NEW_DEPTH);
          }}
        />
        <Choice
          label={`${name} range`}
          value={settings.ranges[jack]}
          options={CV_RANGE_NAMES.map((range) => [range, `${CV_RANGES[range].low} to ${CV_RANGES[range].high} V`])}
          onChoose={(chosen) => {
            const range = CV_RANGE_NAMES.find((one) => one === chosen);
            if (range !== undefined) send({ type: 'range', jack, range });
          }}
        />
      </div>
    </>
  );
}
