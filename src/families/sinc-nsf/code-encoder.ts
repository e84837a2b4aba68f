import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import type { MovingTimbre } from '../../descriptors/timbre/moving-timbre.ts';
import { COLOUR_ANALYSIS } from '../../descriptors/timbre/timbre.ts';
import { type DescriptorStats, normalise } from '../../descriptors/transform/perceptual.ts';
import { clamp } from '../../numeric/clamp.ts';

const { bands } = COLOUR_ANALYSIS;
const SLOPE = 0.1;

/** Weights of a layer, row-major: outputs, inputs and, of a convolution, taps. */
export interface EncoderLayer {
  readonly shape: readonly number[];
  readonly weight: readonly number[];
  readonly bias: readonly number[];
}

/** A model's encoder of moving timbres, from its manifest. */
export interface MovingEncoder {
  /** Values of the code. */
  readonly code: number;
  /** Colour in dB to the network's units: `(colour - centre) / scale`. */
  readonly centre: number;
  readonly scale: number;
  /** Dense layers: a sound's own normalised descriptors to the colour that is expected with them. */
  readonly expected: readonly EncoderLayer[];
  /** A convolution over three points of the colour less the expected one, zeros beyond the ends; then one of a single point. */
  readonly first: EncoderLayer;
  readonly last: EncoderLayer;
}

/** Encodes moving timbres: `2 tanh(last(leaky(first(colour - expected(own)))) / 2)` at each point of the colour path. */
export interface CodeEncoder {
  readonly code: number;
  /** Allocates the codes of a timbre, which `addCode` does otherwise. */
  prepare(moving: MovingTimbre): void;
  /** Adds `share` of the code at a frame, linear between points, to `into` from `at` on. */
  addCode(moving: MovingTimbre, frame: number, share: number, into: Float32Array, at: number): void;
}

interface Dense {
  readonly rows: number;
  readonly columns: number;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/**
 * A code is computed when the first hop reads it, 10 microseconds each, and kept with its timbre: a long sound takes no longer to load.
 *
 * @param descriptors statistics of the seven, in their order
 */
export function createCodeEncoder(
  { code, centre, scale, expected, first, last }: MovingEncoder,
  descriptors: readonly DescriptorStats[],
  { hop }: { readonly hop: number },
): CodeEncoder {
  const pointsPerFrame = hop / COLOUR_ANALYSIS.hop;
  const layers = expected.map(toDense);
  const window = toDense(first);
  const output = toDense(last);
  const between = layers.map(({ rows }) => new Float64Array(rows));
  const own = new Float64Array(DESCRIPTORS.length);
  /** Inputs of the convolution: of each band the point before, the point and the one after. */
  const rest = new Float64Array(3 * bands);
  const hidden = new Float64Array(window.rows);
  /** `code` values a point; NaN where they have not been computed. */
  const cache = new WeakMap<MovingTimbre, Float32Array>();

  const pointsOf = ({ colour }: MovingTimbre): number => Math.floor(colour.length / bands);

  function codesOf(moving: MovingTimbre): Float32Array {
    const found = cache.get(moving);
    if (found !== undefined) return found;
    const made = new Float32Array(code * pointsOf(moving)).fill(Number.NaN);
    cache.set(moving, made);
    return made;
  }

  /** Writes the colour at `point` less the expected one to tap `tap`; zeros beyond the ends. */
  function readRest(moving: MovingTimbre, point: number, tap: number): void {
    const isInside = point >= 0 && point < pointsOf(moving);
    for (let d = 0; isInside && d < own.length; d++) {
      own[d] = normalise(descriptors[d], moving.own[point * own.length + d]);
    }
    let values = own;
    for (let l = 0; isInside && l < layers.length; l++) {
      apply(layers[l], values, between[l], l + 1 < layers.length);
      values = between[l];
    }
    for (let b = 0; b < bands; b++) {
      rest[3 * b + tap] = isInside ? (moving.colour[point * bands + b] - centre) / scale - values[b] : 0;
    }
  }

  function compute(moving: MovingTimbre, point: number, codes: Float32Array): void {
    for (let tap = 0; tap < 3; tap++) readRest(moving, point + tap - 1, tap);
    apply(window, rest, hidden, true);
    for (let i = 0; i < code; i++) codes[point * code + i] = 2 * Math.tanh(product(output, i, hidden) / 2);
  }

  return {
    code,
    prepare: (moving) => {
      codesOf(moving);
    },
    addCode: (moving, frame, share, into, at) => {
      const codes = codesOf(moving);
      const last = pointsOf(moving) - 1;
      if (last < 0) return;
      const place = clamp(frame * pointsPerFrame, 0, last);
      const low = Math.floor(place);
      const high = Math.min(low + 1, last);
      if (Number.isNaN(codes[low * code])) compute(moving, low, codes);
      if (Number.isNaN(codes[high * code])) compute(moving, high, codes);
      for (let i = 0; i < code; i++) {
        const value = codes[low * code + i];
        into[at + i] += share * (value + (codes[high * code + i] - value) * (place - low));
      }
    },
  };
}

function toDense({ shape, weight, bias }: EncoderLayer): Dense {
  const [rows = 0, ...inputs] = shape;
  return {
    rows,
    columns: inputs.reduce((size, one) => size * one, 1),
    weight: Float32Array.from(weight),
    bias: Float32Array.from(bias),
  };
}

function apply(layer: Dense, from: Float64Array, into: Float64Array, isBent: boolean): void {
  for (let row = 0; row < layer.rows; row++) {
    const sum = product(layer, row, from);
    into[row] = isBent && sum < 0 ? SLOPE * sum : sum;
  }
}

function product({ columns, weight, bias }: Dense, row: number, from: Float64Array): number {
  let sum = bias[row];
  for (let i = 0; i < columns; i++) sum += weight[row * columns + i] * from[i];
  return sum;
}
