/** A line with round ends, a point or a rectangle (then without radius), mm. */
export interface Shape {
  readonly x: number;
  readonly y: number;
  readonly toX: number;
  readonly toY: number;
  readonly radius: number;
  /** A rectangle from x, y to toX, toY instead of a line. */
  readonly isRectangle?: boolean;
}

/** Distance of a point from a shape; 0 inside. */
export function distanceTo(shape: Shape, x: number, y: number): number {
  if (shape.isRectangle === true) {
    return Math.hypot(Math.max(shape.x - x, 0, x - shape.toX), Math.max(shape.y - y, 0, y - shape.toY));
  }
  const [dx, dy] = [shape.toX - shape.x, shape.toY - shape.y];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - shape.x) * dx + (y - shape.y) * dy) / length));
  return Math.max(0, Math.hypot(x - shape.x - t * dx, y - shape.y - t * dy) - shape.radius);
}

/** Distance between a line with round ends and a shape, to the hundredth of a millimetre: its middle line is walked. */
export function distanceBetween(line: Shape, shape: Shape): number {
  const length = Math.hypot(line.toX - line.x, line.toY - line.y);
  const steps = Math.max(1, Math.ceil(length / 0.05));
  let nearest = Number.POSITIVE_INFINITY;
  for (let n = 0; n <= steps; n++) {
    const [x, y] = [line.x + ((line.toX - line.x) * n) / steps, line.y + ((line.toY - line.y) * n) / steps];
    nearest = Math.min(nearest, distanceTo(shape, x, y));
  }
  return nearest - line.radius;
}

/** Whether the rectangles around two shapes are further apart than a distance: a quick answer before the exact one. */
export function isFar(one: Shape, other: Shape, distance: number): boolean {
  const reach = one.radius + other.radius + distance;
  return (
    Math.min(one.x, one.toX) - reach > Math.max(other.x, other.toX) ||
    Math.min(other.x, other.toX) - reach > Math.max(one.x, one.toX) ||
    Math.min(one.y, one.toY) - reach > Math.max(other.y, other.toY) ||
    Math.min(other.y, other.toY) - reach > Math.max(one.y, one.toY)
  );
}
