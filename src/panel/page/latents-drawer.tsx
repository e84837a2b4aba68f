import { useState } from 'preact/hooks';
import { destinationIndex, LATENT_DESTINATIONS } from '../../control/destination.ts';
import { DESTINATION_LABELS } from '../../control/destination-labels.ts';
import type { MapPoint } from '../../descriptors/map/lay-out-sets.ts';
import type { PanelAction, PanelLatents, PanelMap, PanelSettings, PanelState } from '../protocol.ts';
import { DestinationFader } from './destination-fader.tsx';
import { valueText } from './destination-labels.ts';
import { LatentHint } from './latents/latent-hint.tsx';
import { LatentPlaces } from './latents/latent-places.tsx';
import { boundedOffset, createLatentScale, homeOf } from './latents/latent-scale.ts';
import { LatentWalk } from './latents/latent-walk.tsx';
import { MapLegend } from './map/map-legend.tsx';
import { MapPath } from './map/map-path.tsx';
import { MapPlot } from './map/map-plot.tsx';
import { WHOLE_MAP } from './map/map-view.ts';
import { MapZoom } from './map/map-zoom.tsx';
import { useTrail } from './map/use-trail.ts';
import { Switch } from './switch.tsx';
import { useOptimisticValue } from './use-optimistic-value.ts';

const [X, Y] = [destinationIndex('latent-1'), destinationIndex('latent-2')];

/** The latents: a plane of the first two with the sets on it, a point that is played, moved and recorded, a walk, and a fader for each of the eight. */
export function LatentsDrawer(props: {
  latents: PanelLatents;
  map: PanelMap | undefined;
  state: PanelState;
  settings: PanelSettings;
  send: (action: PanelAction) => void;
}) {
  const { latents, map, state, settings, send } = props;
  const { motion, isLooping, walk } = state.latents;
  const [view, setView] = useState(WHOLE_MAP);
  const base = { x: settings.bases['latent-1'] ?? 0, y: settings.bases['latent-2'] ?? 0 };
  const [offset, setOffset] = useOptimisticValue(base, ({ x, y }) => send({ type: 'latent-point', x, y }));
  const { home, weights } = homeOf({ latents, map, state });
  const scale = createLatentScale({ sets: latents.sets, home });
  const live = scale.shareOf({ x: state.values[X] ?? 0, y: state.values[Y] ?? 0 });
  const trail = useTrail(live);
  const names = latents.sets.map(({ name }) => name);
  const goTo = (place: MapPoint | undefined): void =>
    setOffset(place === undefined ? { x: 0, y: 0 } : boundedOffset({ x: place.x - home.x, y: place.y - home.y }));
  const text = `${DESTINATION_LABELS['latent-1']} ${valueText('latent-1', offset.x)}, ${DESTINATION_LABELS['latent-2']} ${valueText('latent-2', offset.y)}`;

  return (
    <>
      <div class="card map latents">
        <LatentPlaces {...{ offset, send }} sets={latents.sets} onGo={goTo} />
        <div class="map-field">
          <MapPlot
            map={{
              sets: latents.sets.map((set) => ({ name: set.name, ...scale.shareOfPlace(set) })),
              path: scale.path(latents.path),
            }}
            title="Plane of the first two latents"
            pointLabel="Point on the plane"
            point={scale.shareOf(offset)}
            home={scale.shareOf({ x: 0, y: 0 })}
            {...{ view, live, trail, weights, text }}
            onView={setView}
            onMove={(point) => setOffset(boundedOffset(scale.offsetAt(point)))}
            onGate={(isHigh) => send({ type: 'gate', gate: 0, isHigh })}
          />
          <MapZoom view={view} centre={live} onView={setView} />
        </div>
        <MapPath
          label="Path over the latents"
          path={latents.path}
          {...{ motion, isLooping }}
          onCommand={(command) => send({ type: 'latents', command })}
        />
        <Switch
          label="The path plays"
          value={isLooping ? 'loop' : 'once'}
          positions={[
            ['loop', 'in a loop'],
            ['once', 'once'],
          ]}
          onChoose={(command) => send({ type: 'latents', command })}
        />
        <LatentWalk walk={walk} send={send} />
        <MapLegend names={names} />
        <LatentHint {...{ settings }} hasSets={names.length > 0} />
      </div>
      <fieldset class="card group latent-faders">
        <legend>Latents</legend>
        {LATENT_DESTINATIONS.map((id) => (
          <DestinationFader key={id} {...{ id, state, settings, send }} />
        ))}
      </fieldset>
    </>
  );
}
