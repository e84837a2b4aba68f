import { useEffect, useRef } from 'preact/hooks';
import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';
import type { MapWeight } from '../../../descriptors/map/map-weights.ts';
import type { PanelMap } from '../../protocol.ts';
import { placeLabels } from './labels.ts';
import { MapDrawing } from './map-drawing.tsx';
import { follow, toScreen, type View } from './map-view.ts';
import { useMapKeys } from './use-map-keys.ts';
import { useMapPointer } from './use-map-pointer.ts';
import { useSize } from './use-size.ts';

const INITIAL_SIZE = { width: 560, height: 420 };

export interface MapPlotProps {
  readonly map: Pick<PanelMap, 'sets' | 'path'>;
  /** Name of the plane, and of the point on it. */
  readonly title: string;
  readonly pointLabel: string;
  readonly view: View;
  readonly onView: (view: View) => void;
  /** The point set by the user. */
  readonly point: MapPoint;
  /** The point moved by voltages or by a path. */
  readonly live: MapPoint;
  /** The latest positions of the live point, oldest first. */
  readonly trail: readonly MapPoint[];
  readonly weights: readonly MapWeight[];
  /** Where what plays lies without the point, on a plane where the point moves it. */
  readonly home?: MapPoint | undefined;
  /** The place of the point, as text. */
  readonly text: string;
  readonly onMove: (point: MapPoint) => void;
  readonly onGate: (isHigh: boolean) => void;
}

/** A plane of sets, the map or another: sets by name and colour, the point, and the sets that are mixed. */
export function MapPlot(props: MapPlotProps) {
  const { map, title, pointLabel, view, onView, point, live, home, trail, weights, text, onMove, onGate } = props;
  const frame = useRef<HTMLDivElement>(null);
  const handle = useRef<SVGGElement>(null);
  const size = useSize(frame, INITIAL_SIZE);
  const pointer = useMapPointer({ view, size, sets: map.sets, onView, onMove, onGate });
  const handleKey = useMapKeys({ view, point, onView, onMove });
  const ring = toScreen(view, size, point);
  const labels = placeLabels(
    map.sets.map(({ name }) => name),
    map.sets.map((set) => toScreen(view, size, set)),
    { size, first: weights.map(({ index }) => index), ring },
  );

  useEffect(() => {
    const next = follow(view, live);
    if (next !== view) onView(next);
  }, [live.x, live.y, view, onView, live]);

  return (
    <div ref={frame} class="map-plot">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing with a control in it is no fieldset. */}
      <svg
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="group"
        aria-label={title}
        {...pointer}
        onPointerDown={(event) => {
          pointer.onPointerDown(event);
          handle.current?.focus({ preventScroll: true });
        }}
      >
        <MapDrawing {...{ map, view, size, point, live, home, trail, weights, labels }} />
        <g
          ref={handle}
          class="point"
          role="slider"
          tabindex={0}
          aria-label={pointLabel}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(100 * point.x)}
          aria-valuetext={text}
          transform={`translate(${ring.x.toFixed(1)} ${ring.y.toFixed(1)})`}
          onKeyDown={handleKey}
        >
          <circle r={20} class="halo" />
          <circle r={11} class="ring" />
          <path d="M-17 0h9M8 0h9M0 -17v9M0 8v9" />
        </g>
      </svg>
    </div>
  );
}
