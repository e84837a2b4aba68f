import { distanceTo, type Shape } from './geometry.ts';

/** Distance of the places that a track takes, mm. */
export const STEP = 0.125;
/** Several nets. */
export const SEVERAL = 0xffff;

/** Which net has the copper around each place of one layer: 0 none, a net's number, or several. */
export type Claims = Uint16Array;

/** Places of a board on a grid. */
export class Grid {
  readonly columns: number;
  readonly rows: number;
  readonly #left: number;
  readonly #top: number;

  constructor([left, top, right, bottom]: readonly [number, number, number, number]) {
    // Places are multiples of the step, so that tracks meet pads whose middles are.
    this.#left = Math.floor(left / STEP) * STEP;
    this.#top = Math.floor(top / STEP) * STEP;
    this.columns = Math.ceil((right - this.#left) / STEP) + 1;
    this.rows = Math.ceil((bottom - this.#top) / STEP) + 1;
  }

  get size(): number {
    return this.columns * this.rows;
  }

  x(cell: number): number {
    return this.#left + (cell % this.columns) * STEP;
  }

  y(cell: number): number {
    return this.#top + Math.floor(cell / this.columns) * STEP;
  }

  /** Cells within a distance of a shape. */
  near(shape: Shape, reach: number): number[] {
    const far = reach + shape.radius;
    const [minX, maxX] = [Math.min(shape.x, shape.toX) - far, Math.max(shape.x, shape.toX) + far];
    const [minY, maxY] = [Math.min(shape.y, shape.toY) - far, Math.max(shape.y, shape.toY) + far];
    const fromColumn = Math.max(0, Math.ceil((minX - this.#left) / STEP));
    const toColumn = Math.min(this.columns - 1, Math.floor((maxX - this.#left) / STEP));
    const fromRow = Math.max(0, Math.ceil((minY - this.#top) / STEP));
    const toRow = Math.min(this.rows - 1, Math.floor((maxY - this.#top) / STEP));
    const cells: number[] = [];
    for (let row = fromRow; row <= toRow; row++) {
      for (let column = fromColumn; column <= toColumn; column++) {
        const [x, y] = [this.#left + column * STEP, this.#top + row * STEP];
        if (distanceTo(shape, x, y) < reach) cells.push(row * this.columns + column);
      }
    }
    return cells;
  }

  /** Claims the cells within a distance of a shape for a net. */
  claim(claims: Claims, net: number, shape: Shape, reach: number): void {
    for (const cell of this.near(shape, reach)) {
      claims[cell] = claims[cell] === 0 || claims[cell] === net ? net : SEVERAL;
    }
  }
}
