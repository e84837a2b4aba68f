import { useRef } from 'preact/hooks';
import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';
import { type Size, toMap, toScreen, type View, zoomed } from './map-view.ts';

/** A finger this close to a set means the set, pixels; a mouse is more exact. */
const REACH = { mouse: 9, touch: 20 };
/** A press that moves less than this is a tap. */
const TAP = 5;
/** How much a wheel's notch enlarges. */
const NOTCH = 1.2;

export interface MapPointerOptions {
  readonly view: View;
  readonly size: Size;
  readonly places: readonly MapPoint[];
  readonly onView: (view: View) => void;
  readonly onMove: (point: MapPoint) => void;
}

/** What mouse and fingers do on the map: one moves the point, a tap on a set goes to it; two enlarge and shift what is seen. */
export function useMapPointer({ view, size, places, onView, onMove }: MapPointerOptions) {
  const pointers = useRef(new Map<number, MapPoint>());
  const start = useRef<MapPoint | undefined>(undefined);
  const place = (event: PointerEvent | WheelEvent): MapPoint => {
    const { currentTarget } = event;
    if (!(currentTarget instanceof Element)) return { x: 0, y: 0 };
    const box = currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  /** The set under the hand, else the place itself. */
  function aimed(at: MapPoint, reach: number): MapPoint {
    let best: MapPoint | undefined;
    let least = reach;
    for (const one of places) {
      const drawn = toScreen(view, size, one);
      const apart = Math.hypot(drawn.x - at.x, drawn.y - at.y);
      if (apart > least) continue;
      least = apart;
      best = one;
    }
    return best ?? toMap(view, size, at);
  }

  /** Two fingers: what was between them stays there. */
  function pinch(id: number, at: MapPoint): void {
    const other = [...pointers.current].find(([key]) => key !== id)?.[1];
    const before = pointers.current.get(id);
    if (other === undefined || before === undefined) return;
    const span = (one: MapPoint): number => Math.max(Math.hypot(one.x - other.x, one.y - other.y), 1);
    const middle = toMap(view, size, { x: (before.x + other.x) / 2, y: (before.y + other.y) / 2 });
    const larger = zoomed(view, span(at) / span(before), middle);
    const now = toMap(larger, size, { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
    onView(zoomed({ ...larger, x: larger.x + middle.x - now.x, y: larger.y + middle.y - now.y }, 1, middle));
  }

  const reachOf = ({ pointerType }: PointerEvent): number => (pointerType === 'mouse' ? REACH.mouse : REACH.touch);

  return {
    onPointerDown: (event: PointerEvent): void => {
      if (event.button > 0) return;
      const at = place(event);
      pointers.current.set(event.pointerId, at);
      if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
      start.current = pointers.current.size === 1 ? at : undefined;
      if (pointers.current.size === 1) onMove(aimed(at, reachOf(event)));
    },
    onPointerMove: (event: PointerEvent): void => {
      if (!pointers.current.has(event.pointerId)) return;
      const at = place(event);
      if (pointers.current.size > 1) pinch(event.pointerId, at);
      else {
        const from = start.current;
        // What is tapped stays tapped under a hand that trembles.
        if (from !== undefined && Math.hypot(at.x - from.x, at.y - from.y) >= TAP) start.current = undefined;
        if (start.current === undefined) onMove(toMap(view, size, at));
      }
      pointers.current.set(event.pointerId, at);
    },
    onPointerUp: (event: PointerEvent): void => void pointers.current.delete(event.pointerId),
    onPointerCancel: (event: PointerEvent): void => void pointers.current.delete(event.pointerId),
    onWheel: (event: WheelEvent): void => {
      // The wheel scrolls the page, until somebody has taken the map; Ctrl, and two fingers on a pad, always mean the map.
      const isTaken = event.currentTarget instanceof Element && event.currentTarget.contains(document.activeElement);
      if (!isTaken && !event.ctrlKey) return;
      event.preventDefault();
      onView(zoomed(view, NOTCH ** -Math.sign(event.deltaY), toMap(view, size, place(event))));
    },
  };
}
