import { faceplate } from '../../../../hardware/faceplate.yaml';

/** The faceplate of a module to scale, from the numbers of its drill drawing. */
export function FaceplateDrawing() {
  const { width, height, window, holes, labels } = faceplate;
  const [left, top, across, down] = window;
  return (
    <figure class="faceplate-drawing">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label="Faceplate of a module, to scale">
        <rect class="plate" width={width} height={height} />
        <rect class="window" x={left} y={top} width={across} height={down} />
        {holes.map(({ name, kind, x, y, diameter, cover }) => (
          <g key={name} class={kind}>
            <title>{`${name}: ${x}, ${y} mm`}</title>
            <circle class="cover" cx={x} cy={y} r={cover / 2} />
            {kind === 'jack' && <circle cx={x} cy={y} r={diameter / 2} />}
            {kind === 'knob' && <path d={`M${x} ${y - cover / 2 + 1}v${cover / 4}`} />}
          </g>
        ))}
        {labels.map(({ text, x, y, size }) => (
          <text key={text} x={x} y={y} font-size={size}>
            {text}
          </text>
        ))}
      </svg>
      <figcaption>
        A module's faceplate, {width} × {height} mm; never fabricated
      </figcaption>
    </figure>
  );
}
