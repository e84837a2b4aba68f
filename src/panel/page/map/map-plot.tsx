import { useEffect, useRef } from 'preact/hooks';
import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';
import type { MapWeight } from '../../../descriptors/map/map-weights.ts';
import type { PanelMap } from '../../protocol.ts';
import { placeLabels } from './labels.ts';
import { following, toScreen, type View, WHOLE_MAP, zoomed } from './map-view.ts';
import { categoryOf } from './sound-categories.ts';
import { useMapPointer } from './use-map-pointer.ts';
import { useSize } from './use-size.ts';

/** How far keys move the point, as shares of what is seen. */
const STEPS = { step: 0.02, fine: 0.004, page: 0.1 };
const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
};
const ZOOM_KEYS: Readonly<Record<string, number>> = { '+': 1.5, '=': 1.5, '-': 1 / 1.5 };
const FIRST_SIZE = { width: 560, height: 420 };

export interface MapPlotProps {
  readonly map: PanelMap;
  readonly view: View;
  readonly onView: (view: View) => void;
  /** Where the hand has put the point, and where voltages or a path have taken it. */
  readonly point: MapPoint;
  readonly live: MapPoint;
  /** Where it has been just now, oldest first. */
  readonly trail: readonly MapPoint[];
  readonly weights: readonly MapWeight[];
  /** The mixture in words. */
  readonly words: string;
  readonly onMove: (point: MapPoint) => void;
}

/** The map: sets by name and colour, the point, what it mixes. */
export function MapPlot({ map, view, onView, point, live, trail, weights, words, onMove }: MapPlotProps) {
  const frame = useRef<HTMLDivElement>(null);
  const handle = useRef<SVGGElement>(null);
  const size = useSize(frame, FIRST_SIZE);
  const at = (one: MapPoint): MapPoint => toScreen(view, size, one);
  const line = (points: readonly MapPoint[]): string =>
    points.map((one) => `${at(one).x.toFixed(1)},${at(one).y.toFixed(1)}`).join(' ');
  const hand = useMapPointer({ view, size, places: map.sets, onView, onMove });
  const points = map.sets.map(at);
  const mixed = weights.map(({ index }) => index);
  const [ring, dot] = [at(point), at(live)];
  const labels = placeLabels(
    map.sets.map(({ name }) => name),
    points,
    { size, first: mixed, ring },
  );
  const isAway = Math.hypot(ring.x - dot.x, ring.y - dot.y) > 2;

  useEffect(() => {
    const next = following(view, live);
    if (next !== view) onView(next);
  }, [live.x, live.y, view, onView, live]);

  function onKeyDown(event: KeyboardEvent): void {
    const { key, shiftKey } = event;
    const direction = KEYS[key];
    const zoom = ZOOM_KEYS[key];
    if (direction !== undefined) {
      const step = (shiftKey ? STEPS.fine : STEPS.step) / view.zoom;
      onMove({ x: point.x + step * direction[0], y: point.y + step * direction[1] });
    } else if (key === 'PageUp' || key === 'PageDown') {
      onMove({ x: point.x, y: point.y + ((key === 'PageUp' ? 1 : -1) * STEPS.page) / view.zoom });
    } else if (key === 'Home' || key === 'End') {
      onMove({ x: point.x + ((key === 'End' ? 1 : -1) * STEPS.page) / view.zoom, y: point.y });
    } else if (zoom !== undefined) onView(zoomed(view, zoom, point));
    else if (key === '0') onView(WHOLE_MAP);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div ref={frame} class="map-plot">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing with a control in it is no fieldset. */}
      <svg
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="group"
        aria-label="Map of the sets"
        {...hand}
        onPointerDown={(event) => {
          hand.onPointerDown(event);
          handle.current?.focus({ preventScroll: true });
        }}
      >
        {[0.25, 0.5, 0.75].map((share) => (
          <path
            key={share}
            class="grid"
            d={`M${line([{ x: share, y: 0 }])} L${line([{ x: share, y: 1 }])} M${line([{ x: 0, y: share }])} L${line([{ x: 1, y: share }])}`}
          />
        ))}
        <polyline class="path" points={line(map.path.points.map(([x, y]) => ({ x, y })))} />
        <polyline class="trail" points={line(trail)} />
        {weights.map(({ index, weight }) => {
          const to = points[index];
          return (
            to !== undefined && (
              <line
                key={index}
                class="link"
                x1={dot.x}
                y1={dot.y}
                x2={to.x}
                y2={to.y}
                stroke-width={1 + 5 * weight}
                stroke={categoryOf(map.sets[index]?.name ?? '').colour}
              />
            )
          );
        })}
        {map.sets.map(({ name }, n) => (
          <circle
            key={name}
            class="set"
            cx={points[n]?.x}
            cy={points[n]?.y}
            r={mixed.includes(n) ? 6.5 : 4.5}
            fill={categoryOf(name).colour}
          >
            <title>{name}</title>
          </circle>
        ))}
        {labels.map(({ index, x, y, isLeft }) => (
          <text
            key={index}
            class={mixed.includes(index) ? 'mixed' : ''}
            x={x}
            y={y}
            text-anchor={isLeft ? 'end' : 'start'}
          >
            {map.sets[index]?.name}
          </text>
        ))}
        {isAway && <circle class="live" cx={dot.x} cy={dot.y} r={6} />}
        <g
          ref={handle}
          class="point"
          role="slider"
          tabindex={0}
          aria-label="Point on the map"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(100 * point.x)}
          aria-valuetext={`x ${point.x.toFixed(2)}, y ${point.y.toFixed(2)}: ${words}`}
          transform={`translate(${ring.x.toFixed(1)} ${ring.y.toFixed(1)})`}
          onKeyDown={onKeyDown}
        >
          <circle r={20} class="halo" />
          <circle r={11} class="ring" />
          <path d="M-17 0h9M8 0h9M0 -17v9M0 8v9" />
        </g>
      </svg>
    </div>
  );
}
