import { useState } from 'preact/hooks';
import { destinationIndex } from '../../control/destination.ts';
import { JACKS } from '../../control/jacks.ts';
import { mapWeights } from '../../descriptors/map/map-weights.ts';
import { clamp } from '../../numeric/clamp.ts';
import type { PanelAction, PanelMap, PanelSettings, PanelState } from '../protocol.ts';
import { Choice } from './choice.tsx';
import { MapMixture, mixtureWords } from './map/map-mixture.tsx';
import { MapPath } from './map/map-path.tsx';
import { MapPlot } from './map/map-plot.tsx';
import { WHOLE_MAP, zoomed } from './map/map-view.ts';
import { categoriesOf } from './map/sound-categories.ts';
import { useTrail } from './map/use-trail.ts';
import { Switch } from './switch.tsx';
import { useOptimisticValue } from './use-optimistic-value.ts';

const [X, Y] = [destinationIndex('map-x'), destinationIndex('map-y')];
const BETWEEN = '';

/** The sets by how alike they sound, and a point between them that can be played, moved, recorded. */
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
  const movers = JACKS.flatMap((jack, n) =>
    (settings.depths[jack]['map-x'] ?? 0) !== 0 || (settings.depths[jack]['map-y'] ?? 0) !== 0 ? [`CV ${n + 1}`] : [],
  );
  const move = ({ x, y }: { x: number; y: number }): void => setPoint({ x: clamp(x, 0, 1), y: clamp(y, 0, 1) });

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
      <div class={state.source === 'map' ? 'map-field' : 'map-field off'}>
        <MapPlot
          {...{ map, view, point, live, trail, weights }}
          words={mixtureWords(names, weights)}
          onView={setView}
          onMove={move}
        />
        <fieldset class="map-zoom" aria-label="Size of the map">
          <button type="button" class="plain" aria-label="Larger" onClick={() => setView(zoomed(view, 1.6, live))}>
            +
          </button>
          <button type="button" class="plain" aria-label="Smaller" onClick={() => setView(zoomed(view, 1 / 1.6, live))}>
            −
          </button>
          {view.zoom > 1 && (
            <button type="button" class="plain" aria-label="The whole map" onClick={() => setView(WHOLE_MAP)}>
              1:1
            </button>
          )}
        </fieldset>
      </div>
      <MapMixture names={names} weights={weights} />
      <MapPath path={map.path} motion={state.motion} send={send} />
      <ul class="map-legend" aria-label="Colours">
        {categoriesOf(names).map(({ title, colour }) => (
          <li key={title} style={{ '--colour': colour }}>
            {title}
          </li>
        ))}
      </ul>
      <p class="keys">
        {movers.length > 0
          ? `${movers.join(' and ')} moves the point away from where the hand has put it. `
          : 'In the CV drawer a jack can be given “Map, x” or “Map, y”. '}
        Arrows move the point, with <kbd>Shift</kbd> finely; <kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> or the wheel zoom.
      </p>
    </div>
  );
}
