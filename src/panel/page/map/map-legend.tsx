import { categoriesOf } from './sound-categories.ts';

/** The colours of the kinds of sound among the sets. */
export function MapLegend({ names }: { names: readonly string[] }) {
  return (
    <ul class="map-legend" aria-label="Legend">
      {categoriesOf(names).map(({ title, colour }) => (
        <li key={title} style={{ '--colour': colour }}>
          {title}
        </li>
      ))}
    </ul>
  );
}
