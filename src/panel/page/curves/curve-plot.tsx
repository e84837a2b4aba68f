import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import { type CurvePoint, drawLine } from '../../../descriptors/edit/curve-edits.ts';
import { CURVE_AXES, scaled } from './curve-axis.ts';
import type { EditState, EditStore } from './edit-store.ts';
import { openPlotFrame, type PlotFrame, type PlotPicture } from './plot-frame.ts';
import { PlotMarks } from './plot-marks.tsx';
import type { PlotSelection, PlotTool } from './plot-tool.ts';
import { type PlotView, reveal, zoomTime, zoomValues } from './plot-view.ts';
import { usePlotKeys } from './use-plot-keys.ts';
import { usePlotPointer } from './use-plot-pointer.ts';

/** Zoom factor per wheel event. */
const WHEEL_ZOOM = 1.25;

/** One curve to draw on, with the original beneath it. */
export function CurvePlot(props: {
  store: EditStore;
  editing: EditState;
  title: string;
  tool: PlotTool;
  view: PlotView;
  selection: PlotSelection;
  onView: (view: PlotView) => void;
  onSelection: (selection: PlotSelection) => void;
}) {
  const { store, editing, title, tool, view, selection, onView, onSelection } = props;
  const { session, curve: name, pointLine } = editing;
  const box = useRef<HTMLDivElement>(null);
  const frame = useRef<PlotFrame>(undefined);
  const pointer = usePlotPointer({ store, editing, tool, frame: () => frame.current, onSelection });
  const keys = usePlotKeys({ store, editing, view, onView });
  const { line } = pointer;
  const last = session.current.frames - 1;
  const base = tool === 'points' ? (pointLine?.base ?? session.current) : session.current;
  const current: DescriptorSet = line.length > 0 ? drawLine(base, name, line) : session.current;
  usePlotFrame(box, frame, { name, current, original: session.original, view });

  /** The wheel scrolls the page until the plot has the focus. */
  function handleWheel(event: WheelEvent): void {
    if (document.activeElement !== box.current && !event.ctrlKey) return;
    event.preventDefault();
    const by = event.deltaY > 0 ? WHEEL_ZOOM : 1 / WHEEL_ZOOM;
    const at = pointer.pointAt(event).frame;
    onView(event.shiftKey ? zoomValues(view, by, name) : zoomTime(view, by, { at, last }));
  }

  const positionOf = (point: CurvePoint) =>
    frame.current?.positionOf({ frame: point.frame, scaled: scaled(name, point.value) }) ?? { left: 0, top: 0 };
  const cursor = { frame: keys.frame, value: current.curves[name][keys.frame] ?? 0 };
  const secondsPerFrame = session.current.analysis.hop / session.current.analysis.sampleRate;
  const valueText = `${(keys.frame * secondsPerFrame).toFixed(3)} s, ${CURVE_AXES[name].text(cursor.value)}`;
  return (
    <div
      ref={box}
      class={`curve-plot ${tool}`}
      role="slider"
      tabIndex={0}
      aria-label={`${title} over time. Left and right move the cursor, up and down draw.`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={keys.frame}
      aria-valuetext={valueText}
      onKeyDown={keys.onKeyDown}
      onFocus={() => onView(reveal(view, keys.frame))}
      onPointerDown={pointer.onPointerDown}
      onPointerMove={pointer.onPointerMove}
      onPointerUp={pointer.onPointerUp}
      onPointerCancel={pointer.onPointerCancel}
      onWheel={handleWheel}
    >
      <PlotMarks
        over={frame.current?.over}
        positionOf={positionOf}
        selection={selection}
        points={tool === 'points' ? (line.length > 0 ? line : (pointLine?.points ?? [])) : []}
        cursor={cursor}
      />
      <output class="curve-value" aria-live="off">
        {valueText}
      </output>
    </div>
  );
}

/** Opens the drawing of the plot once, and updates it after every render. */
function usePlotFrame(
  box: RefObject<HTMLDivElement | null>,
  frame: { current: PlotFrame | undefined },
  picture: PlotPicture,
): void {
  const [, redraw] = useState(0);
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
    // Opened once; the effect below updates it.
  }, []);
  useEffect(() => frame.current?.show(picture));
}
