import { useState } from 'preact/hooks';
import { destinationIndex } from '../../control/destination.ts';
import { JACKS } from '../../control/jacks.ts';
import { mapWeights } from '../../descriptors/map/map-weights.ts';
import { clamp } from '../../numeric/clamp.ts';
import type { PanelAction, PanelMap, PanelSettings, PanelState } from '../protocol.ts';
import { Choice } from './choice.tsx';
import { MapLegend } from './map/map-legend.tsx';
import { MapMixture, mixtureText } from './map/map-mixture.tsx';
import { MapPath } from './map/map-path.tsx';
import { MapPlot } from './map/map-plot.tsx';
import { WHOLE_MAP } from './map/map-view.ts';
import { MapZoom } from './map/map-zoom.tsx';
import { useTrail } from './map/use-trail.ts';
import { Switch } from './switch.tsx';
import { useOptimisticValue } from './use-optimistic-value.ts';

const [X, Y] = [destinationIndex('map-x'), destinationIndex('map-y')];
const BETWEEN = '';

/** A map of the sets by similarity, with a point between them that can be played, moved and recorded. */
export function MapDrawer(props: {
  map: PanelMap;
  state: PanelState;
  settings: PanelSettings;
  send: (action: PanelAction) => void;
}) {
  const { map, state, settings, send } = props;
  const [view, setView] = useState(WHOLE_MAP);
  const base = { x: settings.bases['map-x'] ?? 0.5, y: settings.bases['map-y'] ?? 0.5 };
  const [point, setPoint] = useOptimisticValue(base, ({ x, y }) => send({ type: 'map-point', x, y }));
  const live = { x: state.values[X] ?? 0.5, y: state.values[Y] ?? 0.5 };
  const trail = useTrail(live);
  const names = map.sets.map(({ name }) => name);
  const weights = mapWeights(map.sets, live);
  const chosen = map.sets.find(({ x, y }) => Math.hypot(x - point.x, y - point.y) < 1e-3)?.name ?? BETWEEN;
  const jackNames = JACKS.flatMap((jack, n) =>
    (settings.depths[jack]['map-x'] ?? 0) !== 0 || (settings.depths[jack]['map-y'] ?? 0) !== 0 ? [`CV ${n + 1}`] : [],
  );
  const text = `x ${Math.round(100 * point.x)} %, y ${Math.round(100 * point.y)} %: ${mixtureText(names, weights)}`;
  const move = ({ x, y }: { x: number; y: number }): void => setPoint({ x: clamp(x, 0, 1), y: clamp(y, 0, 1) });
  /** A touch plays what it touches, whatever the source was. */
  const playPoint = (isHigh: boolean): void => {
    if (isHigh && state.source !== 'map') send({ type: 'source', source: 'map' });
    send({ type: 'gate', gate: 0, isHigh });
  };

  return (
    <div class="card map">
      <div class="map-head">
        <Switch
          label="Gate 1 plays"
          value={state.source}
          positions={[
            ['a-b', 'sets A and B'],
            ['map', 'the map'],
          ]}
          onChoose={(source) => send({ type: 'source', source })}
        />
        <Choice
          label="Go to"
          value={chosen}
          options={[[BETWEEN, 'between sets'], ...names.map((name) => [name, name] as const)]}
          onChoose={(name) => {
            const found = map.sets.find((set) => set.name === name);
            if (found !== undefined) move(found);
          }}
        />
      </div>
      <div class={state.source === 'map' ? 'map-field' : 'map-field inactive'}>
        <MapPlot
          {...{ map, view, point, live, trail, weights, text }}
          title="Map of the sets"
          pointLabel="Point on the map"
          onView={setView}
          onMove={move}
          onGate={playPoint}
        />
        <MapZoom view={view} centre={live} onView={setView} />
      </div>
      <MapMixture names={names} weights={weights} />
      <MapPath
        label="Map path"
        path={map.path}
        motion={state.motion}
        isLooping
        onCommand={(command) => send({ type: 'map-path', command })}
      />
      <MapLegend names={names} />
      <p class="hint">
        {jackNames.length > 0
          ? `The point is moved by ${jackNames.join(' and ')}. `
          : 'Assign a jack to “Map, x” or “Map, y” in the CV tab to move the point. '}
        A press on the map plays the point. Arrow keys move it, with <kbd>Shift</kbd> in fine steps; <kbd>+</kbd>{' '}
        <kbd>−</kbd> <kbd>0</kbd> or the wheel zoom.
      </p>
    </div>
  );
}
