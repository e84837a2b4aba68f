import { useEffect, useRef } from 'preact/hooks';
import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';
import { type Size, toMap, toScreen, type View, zoomed } from './map-view.ts';

/** A press this close to a set selects it, pixels; a finger is less exact than a mouse. */
const SNAP_RADIUS = { mouse: 9, touch: 20 };
/** A press that moves less than this is a tap, pixels. */
const TAP_DISTANCE = 5;
/** Zoom factor per notch of the wheel. */
const WHEEL_ZOOM = 1.2;

export interface MapPointerOptions {
  readonly view: View;
  readonly size: Size;
  readonly sets: readonly MapPoint[];
  readonly onView: (view: View) => void;
  readonly onMove: (point: MapPoint) => void;
  /** Gate 1: high while one pointer is down. */
  readonly onGate: (isHigh: boolean) => void;
}

/** Pointers on the map: one moves the point and holds gate 1, a tap on a set goes to the set, two fingers zoom and scroll. */
export function useMapPointer({ view, size, sets, onView, onMove, onGate }: MapPointerOptions) {
  const pointers = useRef(new Map<number, MapPoint>());
  const start = useRef<MapPoint | undefined>(undefined);
  const setGate = useGate(onGate);
  const lift = ({ pointerId }: PointerEvent): void => {
    pointers.current.delete(pointerId);
    setGate(false);
  };

  /** The set near the position, or else the map point at the position. */
  function snapped(at: MapPoint, radius: number): MapPoint {
    let best: MapPoint | undefined;
    let nearest = radius;
    for (const one of sets) {
      const screen = toScreen(view, size, one);
      const distance = Math.hypot(screen.x - at.x, screen.y - at.y);
      if (distance > nearest) continue;
      nearest = distance;
      best = one;
    }
    return best ?? toMap(view, size, at);
  }

  /** Zooms and scrolls with two fingers: the map point between them stays between them. */
  function pinch(id: number, at: MapPoint): void {
    const other = [...pointers.current].find(([key]) => key !== id)?.[1];
    const before = pointers.current.get(id);
    if (other === undefined || before === undefined) return;
    const span = (one: MapPoint): number => Math.max(Math.hypot(one.x - other.x, one.y - other.y), 1);
    const middle = toMap(view, size, { x: (before.x + other.x) / 2, y: (before.y + other.y) / 2 });
    const enlarged = zoomed(view, span(at) / span(before), middle);
    const now = toMap(enlarged, size, { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
    onView(zoomed({ ...enlarged, x: enlarged.x + middle.x - now.x, y: enlarged.y + middle.y - now.y }, 1, middle));
  }

  return {
    onPointerDown: (event: PointerEvent): void => {
      if (event.button > 0) return;
      const at = positionOf(event);
      pointers.current.set(event.pointerId, at);
      if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
      start.current = pointers.current.size === 1 ? at : undefined;
      const isAlone = pointers.current.size === 1;
      if (isAlone) onMove(snapped(at, radiusOf(event)));
      // Two fingers zoom.
      setGate(isAlone);
    },
    onPointerMove: (event: PointerEvent): void => {
      if (!pointers.current.has(event.pointerId)) return;
      const at = positionOf(event);
      if (pointers.current.size > 1) pinch(event.pointerId, at);
      else {
        const from = start.current;
        // A tapped set stays selected despite a small movement.
        if (from !== undefined && Math.hypot(at.x - from.x, at.y - from.y) >= TAP_DISTANCE) start.current = undefined;
        if (start.current === undefined) onMove(toMap(view, size, at));
      }
      pointers.current.set(event.pointerId, at);
    },
    onPointerUp: lift,
    onPointerCancel: lift,
    onWheel: (event: WheelEvent): void => {
      // The wheel scrolls the page until the map has the focus; with Ctrl, or two fingers on a touchpad, it always zooms the map.
      const hasFocus = event.currentTarget instanceof Element && event.currentTarget.contains(document.activeElement);
      if (!hasFocus && !event.ctrlKey) return;
      event.preventDefault();
      onView(zoomed(view, WHEEL_ZOOM ** -Math.sign(event.deltaY), toMap(view, size, positionOf(event))));
    },
  };
}

/** Sets a gate by its changes alone; low when the map is not shown any more, or its window loses the focus: no pointer comes up there. */
function useGate(onGate: (isHigh: boolean) => void): (isHigh: boolean) => void {
  const isHigh = useRef(false);
  const setGate = (isNowHigh: boolean): void => {
    if (isNowHigh === isHigh.current) return;
    isHigh.current = isNowHigh;
    onGate(isNowHigh);
  };
  const release = useRef<() => void>(() => undefined);
  release.current = () => setGate(false);
  useEffect(() => {
    const blur = (): void => release.current();
    addEventListener('blur', blur);
    return () => {
      removeEventListener('blur', blur);
      blur();
    };
  }, []);
  return setGate;
}

/** Place of an event on the element that handles it, pixels. */
function positionOf(event: PointerEvent | WheelEvent): MapPoint {
  const { currentTarget } = event;
  if (!(currentTarget instanceof Element)) return { x: 0, y: 0 };
  const box = currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function radiusOf({ pointerType }: PointerEvent): number {
  return pointerType === 'mouse' ? SNAP_RADIUS.mouse : SNAP_RADIUS.touch;
}
