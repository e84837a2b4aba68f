import type { MapPoint } from '../../../descriptors/map/lay-out-sets.ts';
import type { MapWeight } from '../../../descriptors/map/map-weights.ts';
import type { PanelMap } from '../../protocol.ts';
import { type Label, labelText } from './labels.ts';
import { type Size, toScreen, type View } from './map-view.ts';
import { categoryOf } from './sound-categories.ts';

/** The live point is drawn when it is further than this from the user's point, pixels. */
const LIVE_DISTANCE = 2;

export interface MapDrawingProps {
  readonly map: Pick<PanelMap, 'sets' | 'path'>;
  readonly view: View;
  readonly size: Size;
  readonly point: MapPoint;
  readonly live: MapPoint;
  /** Where what plays lies without the point; the lines to the mixed sets then begin there. */
  readonly home?: MapPoint | undefined;
  readonly trail: readonly MapPoint[];
  readonly weights: readonly MapWeight[];
  readonly labels: readonly Label[];
}

/** A plane of sets without its control: grid, path, trail, sets with labels, and lines to the mixed sets. */
export function MapDrawing({ map, view, size, point, live, home, trail, weights, labels }: MapDrawingProps) {
  const screen = (one: MapPoint): MapPoint => toScreen(view, size, one);
  const pointsText = (points: readonly MapPoint[]): string =>
    points.map((one) => `${screen(one).x.toFixed(1)},${screen(one).y.toFixed(1)}`).join(' ');
  const mixed = weights.map(({ index }) => index);
  const [user, dot] = [screen(point), screen(live)];
  const mix = home === undefined ? dot : screen(home);
  return (
    <>
      {[0.25, 0.5, 0.75].map((share) => (
        <path
          key={share}
          class="grid"
          d={`M${pointsText([{ x: share, y: 0 }])} L${pointsText([{ x: share, y: 1 }])} M${pointsText([{ x: 0, y: share }])} L${pointsText([{ x: 1, y: share }])}`}
        />
      ))}
      <polyline class="path" points={pointsText(map.path.points.map(([x, y]) => ({ x, y })))} />
      <polyline class="trail" points={pointsText(trail)} />
      {weights.map(({ index, weight }) => {
        const set = map.sets[index];
        if (set === undefined) return null;
        const { x, y } = screen(set);
        return (
          <line
            key={index}
            class="link"
            x1={mix.x}
            y1={mix.y}
            x2={x}
            y2={y}
            stroke-width={1 + 5 * weight}
            stroke={categoryOf(set.name).colour}
          />
        );
      })}
      {home !== undefined && (
        <>
          <line class="away" x1={mix.x} y1={mix.y} x2={dot.x} y2={dot.y} />
          <circle class="home" cx={mix.x} cy={mix.y} r={5} />
        </>
      )}
      {map.sets.map((set, n) => (
        <circle
          key={set.name}
          class="set"
          cx={screen(set).x}
          cy={screen(set).y}
          r={mixed.includes(n) ? 6.5 : 4.5}
          fill={categoryOf(set.name).colour}
        >
          <title>{set.name}</title>
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
          {labelText(map.sets[index]?.name ?? '')}
        </text>
      ))}
      {Math.hypot(user.x - dot.x, user.y - dot.y) > LIVE_DISTANCE && (
        <circle class="live" cx={dot.x} cy={dot.y} r={6} />
      )}
    </>
  );
}
