import { useRef, useState } from 'preact/hooks';
import { type CurvePoint, drawLine } from '../../../descriptors/edit/curve-edits.ts';
import { clamp } from '../../../numeric/clamp.ts';
import { legalScaled, natural, scaled } from './curve-axis.ts';
import type { EditState, EditStore } from './edit-store.ts';
import type { PlotFrame } from './plot-frame.ts';
import type { PlotSelection, PlotTool } from './plot-tool.ts';

/** A pointer this close to a point grabs it, CSS pixels. */
const GRAB_RADIUS_PX = 14;

/** Pointer handlers of the plot. */
export interface PlotPointer {
  /** The line being drawn, before it becomes an edit. */
  readonly line: readonly CurvePoint[];
  /** The frame and value under a mouse event, limited to the curve and its range. */
  pointAt(event: MouseEvent): CurvePoint;
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  onPointerUp(event: PointerEvent): void;
  onPointerCancel(): void;
}

/** Draws lines, sets and moves points, or selects a range of frames, depending on the tool. */
export function usePlotPointer(options: {
  store: EditStore;
  editing: EditState;
  tool: PlotTool;
  frame: () => PlotFrame | undefined;
  onSelection: (selection: PlotSelection) => void;
}): PlotPointer {
  const { store, editing, tool, frame, onSelection } = options;
  const { session, curve: name, pointLine } = editing;
  const [line, setLine] = useState<readonly CurvePoint[]>([]);
  const drag = useRef<{ grabbedPoint: number | undefined; from: number } | undefined>(undefined);
  const last = session.current.frames - 1;

  const positionIn = (event: MouseEvent): { left: number; top: number } => {
    const { left, top } = frame()?.over.getBoundingClientRect() ?? { left: 0, top: 0 };
    return { left: event.clientX - left, top: event.clientY - top };
  };
  const pointAt = (event: MouseEvent): CurvePoint => {
    const at = frame()?.at(positionIn(event)) ?? { frame: 0, scaled: 0 };
    const { min, max } = legalScaled(name);
    const value = natural(name, clamp(at.scaled, min, max));
    return { frame: clamp(at.frame, 0, last), value };
  };
  const pointNear = (event: MouseEvent): number | undefined => {
    const { left, top } = positionIn(event);
    const found = pointLine?.points.findIndex((point) => {
      const position = frame()?.positionOf({ frame: point.frame, scaled: scaled(name, point.value) });
      return position !== undefined && Math.hypot(position.left - left, position.top - top) < GRAB_RADIUS_PX;
    });
    return found === undefined || found < 0 ? undefined : found;
  };

  return {
    line,
    pointAt,
    onPointerDown: (event) => {
      if (event.button !== 0 || !(event.currentTarget instanceof Element)) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const point = pointAt(event);
      drag.current = { grabbedPoint: tool === 'points' ? pointNear(event) : undefined, from: point.frame };
      if (tool === 'draw') setLine([point]);
      else if (tool === 'select') onSelection(undefined);
    },
    onPointerMove: (event) => {
      if (drag.current === undefined) return;
      const { from, grabbedPoint } = drag.current;
      const point = pointAt(event);
      if (tool === 'draw') setLine((before) => [...before, point]);
      else if (tool === 'select') {
        const [first, end] = from < point.frame ? [from, point.frame] : [point.frame, from];
        onSelection(end - first < 1 ? undefined : { from: Math.round(first), to: Math.round(end) });
      } else if (grabbedPoint !== undefined) {
        setLine((pointLine?.points ?? []).with(grabbedPoint, point).toSorted((a, b) => a.frame - b.frame));
      }
    },
    onPointerUp: (event) => {
      if (drag.current === undefined) return;
      const { grabbedPoint } = drag.current;
      drag.current = undefined;
      if (tool === 'draw') store.edit((set) => drawLine(set, name, line));
      else if (tool === 'points') {
        const points = pointLine?.points ?? [];
        const point = pointAt(event);
        store.setPoints(grabbedPoint === undefined ? [...points, point] : points.with(grabbedPoint, point));
      }
      setLine([]);
    },
    onPointerCancel: () => {
      drag.current = undefined;
      setLine([]);
    },
  };
}
