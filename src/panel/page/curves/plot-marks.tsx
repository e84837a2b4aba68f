import type { CurvePoint } from '../../../descriptors/edit/curve-edits.ts';
import type { PlotSelection } from './plot-tool.ts';

/** Selection, points and keyboard cursor, laid over the drawing area `over`. */
export function PlotMarks(props: {
  over: HTMLElement | undefined;
  positionOf: (point: CurvePoint) => { left: number; top: number };
  selection: PlotSelection;
  points: readonly CurvePoint[];
  cursor: CurvePoint;
}) {
  const { over, positionOf, selection, points, cursor } = props;
  const style = {
    left: `${over?.offsetLeft ?? 0}px`,
    top: `${over?.offsetTop ?? 0}px`,
    width: `${over?.clientWidth ?? 0}px`,
    height: `${over?.clientHeight ?? 0}px`,
  };
  const styleOf = (point: CurvePoint) => {
    const { left, top } = positionOf(point);
    return { left: `${left}px`, top: `${top}px` };
  };
  return (
    <div class="curve-marks" style={style}>
      {selection !== undefined && <i class="selection" style={selectionStyle(positionOf, selection)} />}
      {points.map((point, n) => (
        <i key={n} class="point" style={styleOf(point)} />
      ))}
      <i class="cursor" style={styleOf(cursor)} />
    </div>
  );
}

function selectionStyle(
  positionOf: (point: CurvePoint) => { left: number },
  { from, to }: { from: number; to: number },
): { left: string; width: string } {
  const [left, right] = [positionOf({ frame: from, value: 1 }).left, positionOf({ frame: to, value: 1 }).left];
  return { left: `${left}px`, width: `${right - left}px` };
}
