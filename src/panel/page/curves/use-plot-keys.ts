import { useState } from 'preact/hooks';
import { clamp } from '../../../numeric/clamp.ts';
import { CURVE_AXES, legalScaled, natural, scaled } from './curve-axis.ts';
import type { EditState, EditStore } from './edit-store.ts';
import { type PlotView, reveal, zoomTime } from './plot-view.ts';

/** Frames per step with Shift. */
const LARGE_STEP = 10;
const ZOOM = 1.5;

const LEFT_RIGHT: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };
const UP_DOWN: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 1, PageDown: -1 };

/**
 * Keys of the plot: left and right move the cursor; up and down (Page keys: further) set a point there, joined with the points
 * set before; Escape ends the line; + and - zoom.
 */
export function usePlotKeys(options: {
  store: EditStore;
  editing: EditState;
  view: PlotView;
  onView: (view: PlotView) => void;
}): { readonly frame: number; onKeyDown(event: KeyboardEvent): void } {
  const { store, editing, view, onView } = options;
  const { session, curve: name, pointLine } = editing;
  const last = session.current.frames - 1;
  const [requestedFrame, setFrame] = useState(0);
  const frame = Math.min(requestedFrame, last);

  function moveTo(to: number): void {
    const next = clamp(to, 0, last);
    setFrame(next);
    onView(reveal(view, next));
  }

  function movePoint(by: number): void {
    const { min, max } = legalScaled(name);
    const value = scaled(name, session.current.curves[name][frame] ?? 0) + by;
    const others = (pointLine?.points ?? []).filter((point) => Math.round(point.frame) !== frame);
    store.setPoints([...others, { frame, value: natural(name, clamp(value, min, max)) }]);
  }

  return {
    frame,
    onKeyDown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const [small, large] = CURVE_AXES[name].steps;
      const { key, shiftKey } = event;
      if (key in LEFT_RIGHT) moveTo(frame + (LEFT_RIGHT[key] ?? 0) * (shiftKey ? LARGE_STEP : 1));
      else if (key in UP_DOWN) movePoint((UP_DOWN[key] ?? 0) * (key.startsWith('Page') ? large.by : small.by));
      else if (key === 'Home') moveTo(0);
      else if (key === 'End') moveTo(last);
      else if (key === '+' || key === '=') onView(zoomTime(view, 1 / ZOOM, { at: frame, last }));
      else if (key === '-') onView(zoomTime(view, ZOOM, { at: frame, last }));
      else if (key === 'Escape') store.setPoints([]);
      else return;
      event.preventDefault();
    },
  };
}
