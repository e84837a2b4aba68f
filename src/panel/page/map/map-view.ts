import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';
import { clamp } from '../../../numeric/clamp.ts';

/** What of the map is seen: how much larger than the whole, and the point in the middle. */
export interface View {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const WHOLE_MAP: View = { zoom: 1, x: 0.5, y: 0.5 };
const MOST_ZOOM = 16;
/** A point that moves is kept this far from the edge, as a share of what is seen. */
const MARGIN = 0.08;

/** Never beyond the edges of the map. */
function held({ zoom, x, y }: View): View {
  const most = clamp(zoom, 1, MOST_ZOOM);
  const half = 0.5 / most;
  return { zoom: most, x: clamp(x, half, 1 - half), y: clamp(y, half, 1 - half) };
}

/** Where a point of the map is drawn, pixels from the top left; y of the map rises. */
export function toScreen(view: View, { width, height }: Size, { x, y }: MapPoint): MapPoint {
  return { x: ((x - view.x) * view.zoom + 0.5) * width, y: (0.5 - (y - view.y) * view.zoom) * height };
}

/** The point of the map that is drawn there, held to the map. */
export function toMap(view: View, { width, height }: Size, at: MapPoint): MapPoint {
  return {
    x: clamp(view.x + (at.x / width - 0.5) / view.zoom, 0, 1),
    y: clamp(view.y + (0.5 - at.y / height) / view.zoom, 0, 1),
  };
}

/** Larger or smaller by a factor, while a point stays where it is seen. */
export function zoomed(view: View, by: number, around: MapPoint): View {
  const zoom = clamp(view.zoom * by, 1, MOST_ZOOM);
  const share = view.zoom / zoom;
  return held({ zoom, x: around.x + (view.x - around.x) * share, y: around.y + (view.y - around.y) * share });
}

/** Moved so far that a point is seen, with some room around it; the same view where it is. */
export function following(view: View, point: MapPoint): View {
  const half = (0.5 - MARGIN) / view.zoom;
  const next = held({
    zoom: view.zoom,
    x: clamp(view.x, point.x - half, point.x + half),
    y: clamp(view.y, point.y - half, point.y + half),
  });
  return next.x === view.x && next.y === view.y ? view : next;
}
