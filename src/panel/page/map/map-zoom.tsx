import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';
import { type View, WHOLE_MAP, zoomed } from './map-view.ts';

const ZOOM_STEP = 1.6;

/** Zoom buttons of the map. */
export function MapZoom(props: { view: View; centre: MapPoint; onView: (view: View) => void }) {
  const { view, centre, onView } = props;
  const zoom = (by: number) => onView(zoomed(view, by, centre));
  return (
    <fieldset class="map-zoom" aria-label="Zoom">
      <button type="button" class="plain" aria-label="Zoom in" onClick={() => zoom(ZOOM_STEP)}>
        +
      </button>
      <button type="button" class="plain" aria-label="Zoom out" onClick={() => zoom(1 / ZOOM_STEP)}>
        −
      </button>
      {view.zoom > 1 && (
        <button type="button" class="plain" aria-label="Show the whole map" onClick={() => onView(WHOLE_MAP)}>
          1:1
        </button>
      )}
    </fieldset>
  );
}
