/** A dense layer in float32: 32 outputs in eight registers, weights in the order in which they are read. */

// @ts-ignore: decorator
@inline
function weighted(sum: v128, weights: v128, x: v128): v128 {
  return f32x4.add(sum, f32x4.mul(weights, x));
}

/**
 * `y[n] = bias[n] + sum over k of x[k] w[k][n]`, in the order of k. `weights`: float32, for each 32 outputs a row of 32 for each of `count` inputs.
 */
export function dense(count: usize, blocks: usize, x: usize, weights: usize, bias: usize, to: usize): void {
  let w = weights;
  const end = x + (count << 2);
  for (let block: usize = 0; block < blocks; block++) {
    const row = block << 7;
    let y0 = v128.load(bias + row);
    let y1 = v128.load(bias + row, 16);
    let y2 = v128.load(bias + row, 32);
    let y3 = v128.load(bias + row, 48);
    let y4 = v128.load(bias + row, 64);
    let y5 = v128.load(bias + row, 80);
    let y6 = v128.load(bias + row, 96);
    let y7 = v128.load(bias + row, 112);
    for (let at = x; at < end; at += 4) {
      const value = v128.load32_splat(at);
      y0 = weighted(y0, v128.load(w), value);
      y1 = weighted(y1, v128.load(w, 16), value);
      y2 = weighted(y2, v128.load(w, 32), value);
      y3 = weighted(y3, v128.load(w, 48), value);
      y4 = weighted(y4, v128.load(w, 64), value);
      y5 = weighted(y5, v128.load(w, 80), value);
      y6 = weighted(y6, v128.load(w, 96), value);
      y7 = weighted(y7, v128.load(w, 112), value);
      w += 128;
    }
    v128.store(to + row, y0);
    v128.store(to + row, y1, 16);
    v128.store(to + row, y2, 32);
    v128.store(to + row, y3, 48);
    v128.store(to + row, y4, 64);
    v128.store(to + row, y5, 80);
    v128.store(to + row, y6, 96);
    v128.store(to + row, y7, 112);
  }
}
