import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';
import { type View, WHOLE_MAP, zoomed } from './map-view.ts';

/** Key steps of the point, as shares of the visible part. */
const STEPS = { step: 0.02, fine: 0.004, page: 0.1 };
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
};
const PAGE_KEYS: Readonly<Record<string, readonly [number, number]>> = {
  PageUp: [0, 1],
  PageDown: [0, -1],
  Home: [-1, 0],
  End: [1, 0],
};
const ZOOM_KEYS: Readonly<Record<string, number>> = { '+': 1.5, '=': 1.5, '-': 1 / 1.5 };

/** Keys of the map: arrows move the point (with Shift finely), Page keys, Home and End further; + and - zoom, 0 shows the whole map. */
export function useMapKeys(options: {
  view: View;
  point: MapPoint;
  onView: (view: View) => void;
  onMove: (point: MapPoint) => void;
}): (event: KeyboardEvent) => void {
  const { view, point, onView, onMove } = options;

  function move([x, y]: readonly [number, number], step: number): void {
    onMove({ x: point.x + (step / view.zoom) * x, y: point.y + (step / view.zoom) * y });
  }

  return (event) => {
    const { key, shiftKey } = event;
    const arrow = ARROWS[key];
    const page = PAGE_KEYS[key];
    const zoom = ZOOM_KEYS[key];
    if (arrow !== undefined) move(arrow, shiftKey ? STEPS.fine : STEPS.step);
    else if (page !== undefined) move(page, STEPS.page);
    else if (zoom !== undefined) onView(zoomed(view, zoom, point));
    else if (key === '0') onView(WHOLE_MAP);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
