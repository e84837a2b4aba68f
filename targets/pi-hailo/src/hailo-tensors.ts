import type { ArtifactSpec, TensorSpec } from '@neurorack/contracts/accelerator';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { Hef, VStreamInfo } from 'hailort-node';

/** A tensor of the artifact and its stream. */
export interface TensorStream {
  readonly tensor: TensorSpec;
  readonly stream: string;
}

type Sides = Readonly<Record<'inputs' | 'outputs', readonly TensorStream[]>>;

/**
 * Matches the streams of a HEF with the tensors of the artifact. The compiler renames (x becomes impacts/input_layer1), so a stream
 * is matched by its own name, by the part after the network's, or by its original name; and where one side has one
 * stream and one tensor, these two match: outputs are named after their last layer.
 *
 * @throws NeurorackError 'bad-model' for a stream without a shape, as a detector's output
 */
export function matchTensorStreams(hef: Hef, artifact: ArtifactSpec): Sides {
  const streams = hef.vstreams();
  const side = (direction: 'input' | 'output'): readonly TensorStream[] => {
    const wanted = artifact[`${direction}s`].map(({ name }) => name);
    const own = streams.filter((stream) => stream.direction === direction);
    return own.map((stream) => {
      const names = [stream.name, stream.name.slice(stream.name.lastIndexOf('/') + 1), ...originalNames(hef, stream)];
      const isOnly = own.length === 1 && wanted.length === 1;
      const matched = isOnly ? wanted[0] : names.find((name) => wanted.includes(name));
      return { tensor: { name: matched ?? names[1], shape: shapeOf(stream, artifact) }, stream: stream.name };
    });
  };
  return { inputs: side('input'), outputs: side('output') };
}

/** Height, width and features in the artifact's order, `[1, C, H, W]`. */
function shapeOf({ name, shape }: VStreamInfo, { path }: ArtifactSpec): readonly number[] {
  if (shape !== null) return [1, shape.features, shape.height, shape.width];
  throw new NeurorackError('bad-model', `${path}: ${name} has no fixed shape`, {
    remedy: 'compile the network without a post-processing layer',
  });
}

function originalNames(hef: Hef, { name }: VStreamInfo): readonly string[] {
  try {
    return hef.originalNames(name);
  } catch {
    return []; // not every HEF has them
  }
}

/**
 * Copies a tensor into a frame of NHWC, the order of frames on every chip: value (c, h, w) goes to (h, w, c).
 * Not needed where the layout is the same; see `hasSameLayout`.
 */
export function toNhwc(
  values: Float32Array,
  [, channels, height, width]: readonly number[],
  frame: Float32Array,
): void {
  const pixels = height * width;
  for (let c = 0; c < channels; c++) {
    for (let p = 0; p < pixels; p++) frame[p * channels + c] = values[c * pixels + p];
  }
}

/** The inverse of `toNhwc`. */
export function fromNhwc(
  frame: Float32Array,
  [, channels, height, width]: readonly number[],
  values: Float32Array,
): void {
  const pixels = height * width;
  for (let c = 0; c < channels; c++) {
    for (let p = 0; p < pixels; p++) values[c * pixels + p] = frame[p * channels + c];
  }
}

/** Whether tensor and frame have the same memory layout: one channel or one pixel. */
export function hasSameLayout([, channels, height, width]: readonly number[]): boolean {
  return channels === 1 || height * width === 1;
}
