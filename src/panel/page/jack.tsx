/** A 3.5 mm jack with a light in its ring: green above zero, red below; `light` -1 … 1. */
export function Jack({ light }: { light?: number }) {
  const share = light ?? 0;
  const colour = share < 0 ? 'red' : 'green';
  return (
    <span class={`jack ${colour}`} style={{ '--light': Math.abs(share).toFixed(2) }} aria-hidden="true">
      <span />
    </span>
  );
}
