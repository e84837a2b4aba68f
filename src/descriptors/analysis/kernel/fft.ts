/**
 * Complex FFT of several signals at once: every element is two vectors, one lane per signal (f64: 2 lanes, f32: 4).
 * Stockham autosort, decimation in frequency, radix 4 with one radix-2 or radix-3 pass (C. Van Loan, "Computational
 * Frameworks for the FFT", 1992, section 1.7). Forward sign e^(-i); not scaled.
 */

/** Bytes of one element: real vector, then imaginary vector. */
export const ELEMENT: usize = 32;

// @ts-ignore: decorator
@inline
function rotate<T>(to: usize, re: v128, im: v128, wr: v128, wi: v128): void {
  v128.store(to, v128.sub<T>(v128.mul<T>(re, wr), v128.mul<T>(im, wi)));
  v128.store(to, v128.add<T>(v128.mul<T>(re, wi), v128.mul<T>(im, wr)), 16);
}

/** One radix-4 pass: `n` points left to split, `s` interleaved transforms. Only the first `used` quarters (2, 3 or 4) are not zero. */
function pass4<T>(n: usize, s: usize, x: usize, y: usize, twiddles: usize, used: usize): void {
  const quarter = n >> 2;
  const step = s * ELEMENT;
  const jump = quarter * step;
  const zero = i32x4.splat(0);
  for (let p: usize = 0; p < quarter; p++) {
    const w = twiddles + p * s * (sizeof<T>() * 6);
    const w1r = v128.load_splat<T>(w);
    const w1i = v128.load_splat<T>(w, sizeof<T>());
    const w2r = v128.load_splat<T>(w, 2 * sizeof<T>());
    const w2i = v128.load_splat<T>(w, 3 * sizeof<T>());
    const w3r = v128.load_splat<T>(w, 4 * sizeof<T>());
    const w3i = v128.load_splat<T>(w, 5 * sizeof<T>());
    let from = x + p * step;
    let to = y + 4 * p * step;
    for (const end = from + step; from < end; from += ELEMENT, to += ELEMENT) {
      const ar = v128.load(from);
      const ai = v128.load(from, 16);
      const br = v128.load(from + jump);
      const bi = v128.load(from + jump, 16);
      let cr = zero;
      let ci = zero;
      let dr = zero;
      let di = zero;
      if (used > 2) {
        cr = v128.load(from + 2 * jump);
        ci = v128.load(from + 2 * jump, 16);
      }
      if (used > 3) {
        dr = v128.load(from + 3 * jump);
        di = v128.load(from + 3 * jump, 16);
      }
      const sr = v128.add<T>(ar, cr);
      const si = v128.add<T>(ai, ci);
      const tr = v128.sub<T>(ar, cr);
      const ti = v128.sub<T>(ai, ci);
      const ur = v128.add<T>(br, dr);
      const ui = v128.add<T>(bi, di);
      // i * (b - d)
      const vr = v128.sub<T>(di, bi);
      const vi = v128.sub<T>(br, dr);
      v128.store(to, v128.add<T>(sr, ur));
      v128.store(to, v128.add<T>(si, ui), 16);
      if (p == 0) {
        v128.store(to + step, v128.sub<T>(tr, vr));
        v128.store(to + step, v128.sub<T>(ti, vi), 16);
        v128.store(to + 2 * step, v128.sub<T>(sr, ur));
        v128.store(to + 2 * step, v128.sub<T>(si, ui), 16);
        v128.store(to + 3 * step, v128.add<T>(tr, vr));
        v128.store(to + 3 * step, v128.add<T>(ti, vi), 16);
      } else {
        rotate<T>(to + step, v128.sub<T>(tr, vr), v128.sub<T>(ti, vi), w1r, w1i);
        rotate<T>(to + 2 * step, v128.sub<T>(sr, ur), v128.sub<T>(si, ui), w2r, w2i);
        rotate<T>(to + 3 * step, v128.add<T>(tr, vr), v128.add<T>(ti, vi), w3r, w3i);
      }
    }
  }
}

/** The last pass of 2 points. */
function pass2<T>(s: usize, x: usize, y: usize): void {
  const step = s * ELEMENT;
  for (let i: usize = 0; i < step; i += 16) {
    const a = v128.load(x + i);
    const b = v128.load(x + i + step);
    v128.store(y + i, v128.add<T>(a, b));
    v128.store(y + i + step, v128.sub<T>(a, b));
  }
}

/** The last pass of 3 points; only its first third when that holds all `wanted` elements. */
function pass3<T>(s: usize, x: usize, y: usize, wanted: usize): void {
  const step = s * ELEMENT;
  if (wanted <= s) {
    for (let i: usize = 0; i < wanted * ELEMENT; i += 16) {
      const bc = v128.add<T>(v128.load(x + i + step), v128.load(x + i + 2 * step));
      v128.store(y + i, v128.add<T>(v128.load(x + i), bc));
    }
    return;
  }
  const half = v128.splat<T>(0.5 as T);
  const root = v128.splat<T>(0.8660254037844386 as T);
  for (let i: usize = 0; i < step; i += ELEMENT) {
    const ar = v128.load(x + i);
    const ai = v128.load(x + i, 16);
    const br = v128.load(x + i + step);
    const bi = v128.load(x + i + step, 16);
    const cr = v128.load(x + i + 2 * step);
    const ci = v128.load(x + i + 2 * step, 16);
    const sr = v128.add<T>(br, cr);
    const si = v128.add<T>(bi, ci);
    const tr = v128.mul<T>(root, v128.sub<T>(bi, ci));
    const ti = v128.mul<T>(root, v128.sub<T>(br, cr));
    const mr = v128.sub<T>(ar, v128.mul<T>(half, sr));
    const mi = v128.sub<T>(ai, v128.mul<T>(half, si));
    v128.store(y + i, v128.add<T>(ar, sr));
    v128.store(y + i, v128.add<T>(ai, si), 16);
    v128.store(y + i + step, v128.add<T>(mr, tr));
    v128.store(y + i + step, v128.sub<T>(mi, ti), 16);
    v128.store(y + i + 2 * step, v128.sub<T>(mr, tr));
    v128.store(y + i + 2 * step, v128.add<T>(mi, ti), 16);
  }
}

/**
 * Transforms `n` elements at `input` and returns the address of the result: `a` or `b`, each of `n` elements. The input is not
 * changed. `n` is 2^a or 3 * 4^a. Elements after the first `wanted` of the result may be left undefined. `twiddles`: six numbers
 * for each p < n/4: e^(-2 pi i p / n) and its square and cube, re, im, re, im, re, im.
 */
export function fft<T>(n: usize, input: usize, a: usize, b: usize, twiddles: usize, used: usize, wanted: usize): usize {
  let from = input;
  let to = a;
  let left = n;
  let s: usize = 1;
  while (left >= 4) {
    pass4<T>(left, s, from, to, twiddles, used);
    used = 4;
    from = to;
    to = to == a ? b : a;
    left >>= 2;
    s <<= 2;
  }
  if (left == 2) {
    pass2<T>(s, from, to);
    return to;
  }
  if (left == 3) {
    pass3<T>(s, from, to, wanted);
    return to;
  }
  return from;
}
