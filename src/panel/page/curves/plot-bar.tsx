import { compareWithOriginal } from '../../../descriptors/edit/edit-session.ts';
import { Switch } from '../switch.tsx';
import type { EditState } from './edit-store.ts';
import type { PlotSelection, PlotTool } from './plot-tool.ts';
import { type PlotView, zoomTime, zoomValues } from './plot-view.ts';

const ZOOM = 2;

/** Tool, zoom and state of the plot. */
export function PlotBar(props: {
  editing: EditState;
  tool: PlotTool;
  view: PlotView;
  selection: PlotSelection;
  onTool: (tool: PlotTool) => void;
  /** undefined shows the whole curve. */
  onView: (view: PlotView | undefined) => void;
}) {
  const { editing, tool, view, selection, onTool, onView } = props;
  const { session, curve } = editing;
  const last = session.current.frames - 1;
  const middle = (view.from + view.to) / 2;
  const difference = compareWithOriginal(session).find(({ name }) => name === curve);
  const zoomButton = (label: string, text: string, zoomed: () => PlotView) => (
    <button type="button" class="plain" aria-label={label} onClick={() => onView(zoomed())}>
      {text}
    </button>
  );
  return (
    <div class="plot-row">
      <Switch
        label="Tool"
        value={tool}
        positions={[
          ['draw', 'draw'],
          ['points', 'points'],
          ['select', 'select'],
        ]}
        onChoose={onTool}
      />
      <div class="edit-row">
        {zoomButton('Zoom in time', '↔ +', () => zoomTime(view, 1 / ZOOM, { at: middle, last }))}
        {zoomButton('Zoom out time', '↔ −', () => zoomTime(view, ZOOM, { at: middle, last }))}
        {zoomButton('Zoom in values', '↕ +', () => zoomValues(view, 1 / ZOOM, curve))}
        {zoomButton('Zoom out values', '↕ −', () => zoomValues(view, ZOOM, curve))}
        <button type="button" class="plain" onClick={() => onView(undefined)}>
          Show all
        </button>
      </div>
      <output>
        {difference === undefined ? 'same as original' : `${difference.frames} of ${last + 1} frames differ`}
        {selection !== undefined && ` · frames ${selection.from} to ${selection.to} selected`}
      </output>
    </div>
  );
}
