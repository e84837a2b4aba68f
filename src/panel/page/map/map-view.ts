import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';
import { clamp } from '../../../numeric/clamp.ts';

/** The visible part of the map: zoom (1: the whole map) and centre. */
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
const MAX_ZOOM = 16;
/** Distance of the moving point from the edge, as a share of the visible part. */
const MARGIN = 0.08;

/** Limits a view to the map. */
function limited({ zoom, x, y }: View): View {
  const limitedZoom = clamp(zoom, 1, MAX_ZOOM);
  const half = 0.5 / limitedZoom;
  return { zoom: limitedZoom, x: clamp(x, half, 1 - half), y: clamp(y, half, 1 - half) };
}

/** Screen position of a map point, pixels from the top left. The y axis of the map points up. */
export function toScreen(view: View, { width, height }: Size, { x, y }: MapPoint): MapPoint {
  return { x: ((x - view.x) * view.zoom + 0.5) * width, y: (0.5 - (y - view.y) * view.zoom) * height };
}

/** The map point at a screen position, clamped to the map. */
export function toMap(view: View, { width, height }: Size, at: MapPoint): MapPoint {
  return {
    x: clamp(view.x + (at.x / width - 0.5) / view.zoom, 0, 1),
    y: clamp(view.y + (0.5 - at.y / height) / view.zoom, 0, 1),
  };
}

/** Zooms by a factor, with a point fixed on screen. */
export function zoomed(view: View, by: number, around: MapPoint): View {
  const zoom = clamp(view.zoom * by, 1, MAX_ZOOM);
  const share = view.zoom / zoom;
  return limited({ zoom, x: around.x + (view.x - around.x) * share, y: around.y + (view.y - around.y) * share });
}

/** Scrolls so that a point is visible with a margin; returns the same view if it already is. */
export function follow(view: View, point: MapPoint): View {
  const half = (0.5 - MARGIN) / view.zoom;
  const next = limited({
    zoom: view.zoom,
    x: clamp(view.x, point.x - half, point.x + half),
    y: clamp(view.y, point.y - half, point.y + half),
  });
  return next.x === view.x && next.y === view.y ? view : next;
}
