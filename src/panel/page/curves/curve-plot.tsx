import { useEffect, useRef, useState } from 'preact/hooks';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import { type CurvePoint, drawLine } from '../../../descriptors/edit/curve-edits.ts';
import { clamp } from '../../../numeric/clamp.ts';
import { CURVE_AXES, legalScaled, natural, scaled } from './curve-axis.ts';
import type { EditState, EditStore } from './edit-store.ts';
import { openPlotFrame, type PlotFrame } from './plot-frame.ts';
import { type PlotView, reveal, zoomTime, zoomValues } from './plot-view.ts';
import { usePlotKeys } from './use-plot-keys.ts';

/** What a hand does on the plot. */
export type PlotTool = 'draw' | 'points' | 'stretch';

/** How near a point has to be to be taken, CSS pixels. */
const NEAR_PX = 14;
/** A turn of the wheel brings so much closer. */
const WHEEL_ZOOM = 1.25;

/** Where the stretch is that tools work on; undefined: the whole curve. */
export type PlotSelection = { readonly from: number; readonly to: number } | undefined;

/** One curve, to be drawn on; the original beneath it. */
export function CurvePlot(props: {
  store: EditStore;
  editing: EditState;
  title: string;
  tool: PlotTool;
  view: PlotView;
  stretch: PlotSelection;
  onView: (view: PlotView) => void;
  onStretch: (stretch: PlotSelection) => void;
}) {
  const { store, editing, title, tool, view, stretch, onView, onStretch } = props;
  const { session, curve: name, pointLine: chain } = editing;
  const box = useRef<HTMLDivElement>(null);
  const frame = useRef<PlotFrame>(undefined);
  const [, redraw] = useState(0);
  /** What a hand is drawing, not taken yet. */
  const [line, setLine] = useState<readonly CurvePoint[]>([]);
  const held = useRef<{ point: number | undefined; from: number } | undefined>(undefined);
  const last = session.current.frames - 1;
  const base = tool === 'points' ? (chain?.base ?? session.current) : session.current;
  const current: DescriptorSet = line.length > 0 ? drawLine(base, name, line) : session.current;
  const picture = { name, current, original: session.original, view };
  const keys = usePlotKeys({ store, editing, view, onView });

  useEffect(() => {
    const parent = box.current;
    if (parent === null) return;
    const opened = openPlotFrame(parent, picture, () => redraw((n) => n + 1));
    frame.current = opened;
    const observer = new ResizeObserver(() => opened.resize(parent.clientWidth, parent.clientHeight));
    observer.observe(parent);
    redraw((n) => n + 1);
    return () => {
      observer.disconnect();
      opened.close();
    };
    // Opened once; what it shows follows below.
  }, []);
  useEffect(() => frame.current?.show(picture));

  const placeIn = (event: MouseEvent): { left: number; top: number } => {
    const { left, top } = frame.current?.over.getBoundingClientRect() ?? { left: 0, top: 0 };
    return { left: event.clientX - left, top: event.clientY - top };
  };
  const pointAt = (event: MouseEvent): CurvePoint => {
    const at = frame.current?.at(placeIn(event)) ?? { frame: 0, scaled: 0 };
    const { min: low, max: high } = legalScaled(name);
    const value = natural(name, clamp(at.scaled, low, high));
    return { frame: clamp(at.frame, 0, last), value };
  };
  const nearestPoint = (event: MouseEvent): number | undefined => {
    const { left, top } = placeIn(event);
    const found = chain?.points.findIndex((point) => {
      const place = frame.current?.placeOf({ frame: point.frame, scaled: scaled(name, point.value) });
      return place !== undefined && Math.hypot(place.left - left, place.top - top) < NEAR_PX;
    });
    return found === undefined || found < 0 ? undefined : found;
  };

  function down(event: PointerEvent): void {
    if (event.button !== 0 || !(event.currentTarget instanceof Element)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const point = pointAt(event);
    held.current = { point: tool === 'points' ? nearestPoint(event) : undefined, from: point.frame };
    if (tool === 'draw') setLine([point]);
    else if (tool === 'stretch') onStretch(undefined);
  }

  function move(event: PointerEvent): void {
    const { from, point: taken } = held.current ?? {};
    if (from === undefined) return;
    const point = pointAt(event);
    if (tool === 'draw') setLine((before) => [...before, point]);
    else if (tool === 'stretch') {
      const [first, end] = from < point.frame ? [from, point.frame] : [point.frame, from];
      onStretch(end - first < 1 ? undefined : { from: Math.round(first), to: Math.round(end) });
    } else if (taken !== undefined) {
      setLine((chain?.points ?? []).with(taken, point).toSorted((a, b) => a.frame - b.frame));
    }
  }

  function up(event: PointerEvent): void {
    const { point: taken } = held.current ?? {};
    if (held.current === undefined) return;
    held.current = undefined;
    if (tool === 'draw') store.edit((set) => drawLine(set, name, line));
    else if (tool === 'points') {
      const points = chain?.points ?? [];
      store.setPoints(taken === undefined ? [...points, pointAt(event)] : points.with(taken, pointAt(event)));
    }
    setLine([]);
  }

  /** A wheel goes on scrolling the page until the plot was clicked. */
  function wheel(event: WheelEvent): void {
    if (document.activeElement !== box.current && !event.ctrlKey) return;
    event.preventDefault();
    const by = event.deltaY > 0 ? WHEEL_ZOOM : 1 / WHEEL_ZOOM;
    onView(event.shiftKey ? zoomValues(view, by, name) : zoomTime(view, by, { at: pointAt(event).frame, last }));
  }

  const over = frame.current?.over;
  const shownPoints = tool === 'points' ? (line.length > 0 ? line : (chain?.points ?? [])) : [];
  const placeOf = (point: CurvePoint) =>
    frame.current?.placeOf({ frame: point.frame, scaled: scaled(name, point.value) }) ?? { left: 0, top: 0 };
  const offset = over === undefined ? { left: 0, top: 0 } : { left: over.offsetLeft, top: over.offsetTop };
  const cursor = placeOf({ frame: keys.frame, value: current.curves[name][keys.frame] ?? 0 });
  const secondsAFrame = session.current.analysis.hop / session.current.analysis.sampleRate;
  const words = `${(keys.frame * secondsAFrame).toFixed(3)} s, ${CURVE_AXES[name].text(current.curves[name][keys.frame] ?? 0)}`;
  return (
    <div
      ref={box}
      class={`curve-plot ${tool}`}
      role="slider"
      tabIndex={0}
      aria-label={`${title} over time. Left and right go along it, up and down draw.`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={keys.frame}
      aria-valuetext={words}
      onKeyDown={keys.onKeyDown}
      onFocus={() => onView(reveal(view, keys.frame))}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={() => {
        held.current = undefined;
        setLine([]);
      }}
      onWheel={wheel}
    >
      <div
        class="curve-marks"
        style={{
          left: `${offset.left}px`,
          top: `${offset.top}px`,
          width: `${over?.clientWidth ?? 0}px`,
          height: `${over?.clientHeight ?? 0}px`,
        }}
      >
        {stretch !== undefined && <i class="stretch" style={stretchStyle(placeOf, stretch)} />}
        {shownPoints.map((point, n) => {
          const { left, top } = placeOf(point);
          return <i key={n} class="point" style={{ left: `${left}px`, top: `${top}px` }} />;
        })}
        <i class="cursor" style={{ left: `${cursor.left}px`, top: `${cursor.top}px` }} />
      </div>
      <output class="curve-words" aria-live="off">
        {words}
      </output>
    </div>
  );
}

function stretchStyle(
  placeOf: (point: CurvePoint) => { left: number },
  { from, to }: { from: number; to: number },
): { left: string; width: string } {
  const [left, right] = [placeOf({ frame: from, value: 1 }).left, placeOf({ frame: to, value: 1 }).left];
  return { left: `${left}px`, width: `${right - left}px` };
}
