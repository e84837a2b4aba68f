/**
 * Networks of dense layers, one frame at a time: a program of steps over vectors of float32 in this memory. Every sum has one order, so that results are
 * the same on every processor, to the bit.
 */
import { dense } from './dense';
import { denseOfShorts } from './dense-of-shorts';
import { add, leak, multiply } from './pointwise';

/** Kinds of steps; `steps.ts` has the same numbers. */
const COPY: i32 = 0;
const DENSE: i32 = 1;
const DENSE_OF_SHORTS: i32 = 2;
const LEAK: i32 = 3;
const ADD: i32 = 4;
const MULTIPLY: i32 = 5;

/** The first byte of memory that the caller may use. */
export function base(): usize {
  return __heap_base;
}

/**
 * Runs the `count` steps at `steps`, 32 bytes each: the kind, then its addresses and lengths, int32.
 *
 * A copy: from, to, bytes. A dense layer: inputs, blocks of 32 outputs, x, weights, bias, to; of shorts, the scales of its weights too. Pointwise: x, the other operand (a leak: its
 * slope's address), to, values. Dense layers and pointwise steps write past their last value, up to a multiple of 32 or of 4.
 */
export function run(steps: usize, count: usize, work: usize): void {
  const end = steps + (count << 5);
  for (let at = steps; at < end; at += 32) {
    const kind = load<i32>(at);
    const a = load<u32>(at, 4);
    const b = load<u32>(at, 8);
    const c = load<u32>(at, 12);
    const d = load<u32>(at, 16);
    if (kind == COPY) memory.copy(b, a, c);
    else if (kind == DENSE) dense(a, b, c, d, load<u32>(at, 20), load<u32>(at, 24));
    else if (kind == DENSE_OF_SHORTS) {
      denseOfShorts(a, b, c, d, load<u32>(at, 20), load<u32>(at, 24), load<u32>(at, 28), work);
    } else if (kind == LEAK) leak(a, load<f32>(b), c, d);
    else if (kind == ADD) add(a, b, c, d);
    else if (kind == MULTIPLY) multiply(a, b, c, d);
  }
}
