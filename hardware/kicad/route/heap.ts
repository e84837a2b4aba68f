/** Nodes in the order of their costs: the smallest comes first. */
export class Heap {
  readonly #costs: number[] = [];
  readonly #nodes: number[] = [];

  get size(): number {
    return this.#nodes.length;
  }

  push(cost: number, node: number): void {
    let at = this.#nodes.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#costs[above] <= cost) break;
      this.#move(above, at);
      at = above;
    }
    this.#costs[at] = cost;
    this.#nodes[at] = node;
  }

  /** Removes and returns the cheapest node. */
  pop(): number {
    const first = this.#nodes[0];
    const [cost, node] = [this.#costs.pop() ?? 0, this.#nodes.pop() ?? 0];
    const size = this.#nodes.length;
    if (size === 0) return first;
    let at = 0;
    for (let below = 1; below < size; below = 2 * at + 1) {
      if (below + 1 < size && this.#costs[below + 1] < this.#costs[below]) below++;
      if (this.#costs[below] >= cost) break;
      this.#move(below, at);
      at = below;
    }
    this.#costs[at] = cost;
    this.#nodes[at] = node;
    return first;
  }

  #move(from: number, to: number): void {
    this.#costs[to] = this.#costs[from];
    this.#nodes[to] = this.#nodes[from];
  }
}
