/** Values of `hailo_device_architecture_t`. */
export const ARCHITECTURE = { hailo8: 1, hailo8l: 2, hailo10h: 6 } as const;

/** A quantised stream of a fake network. */
export interface FakeStream {
  readonly name: string;
  /** Its name before compilation; default the name without the network's. */
  readonly original?: string;
  /** Height, width, features. */
  readonly shape: readonly [number, number, number];
  readonly type: 'uint8' | 'uint16';
  /** Range of real values, which determines zero point and scale. */
  readonly range: readonly [number, number];
}

/** A network: outputs = matrix · inputs, with all values of all streams in order, NHWC; each row ends with its offset. */
export interface FakeGroup {
  readonly name: string;
  readonly inputs: readonly FakeStream[];
  readonly outputs: readonly FakeStream[];
  /** One row per output value; undefined copies input k to output k. */
  readonly matrix?: readonly (readonly number[])[];
  /** Instead of a matrix: bytes of an ONNX file whose inputs and outputs, `[1, C, H, W]`, are the streams in their order. */
  readonly onnx?: Uint8Array;
  readonly isMultiContext?: boolean;
}

const KIND = { matrix: 0, copy: 1, net: 2 };

/** A HEF in the format of the fake; see `fake/network.h`. */
export function fakeHef(
  groups: readonly FakeGroup[],
  { chip = 'hailo8' }: { readonly chip?: keyof typeof ARCHITECTURE | undefined } = {},
): Uint8Array {
  const parts = [ascii('FAKEHEF1', 8), u32(ARCHITECTURE[chip]), u32(groups.length)];
  for (const { name, inputs, outputs, matrix, onnx, isMultiContext = false } of groups) {
    parts.push(ascii(name, 128), u32(isMultiContext ? 1 : 0), u32(inputs.length), u32(outputs.length));
    parts.push(u32(onnx !== undefined ? KIND.net : matrix === undefined ? KIND.copy : KIND.matrix));
    for (const stream of [...inputs, ...outputs]) {
      const { zeroPoint, scale } = quantisationOf(stream);
      const { name: own, original = own.slice(own.lastIndexOf('/') + 1) } = stream;
      parts.push(ascii(own, 128), ascii(original, 128), ...stream.shape.map(u32), u32(stream.type === 'uint8' ? 1 : 2));
      parts.push(f32([zeroPoint, scale, ...stream.range]));
    }
    if (onnx !== undefined) parts.push(u32(onnx.length), onnx);
    else if (matrix !== undefined) parts.push(f32(matrix.flat()));
  }
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Scale and zero point of a stream: the range over all numbers of its type, 0 exact. */
export function quantisationOf({ type, range: [min, max] }: FakeStream): { zeroPoint: number; scale: number } {
  const scale = Math.fround((max - min) / (type === 'uint8' ? 255 : 65_535));
  return { scale, zeroPoint: Math.round((0 - min) / scale) };
}

function ascii(text: string, room: number): Uint8Array {
  const bytes = new Uint8Array(room);
  bytes.set(new TextEncoder().encode(text));
  return bytes;
}

function u32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

function f32(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}
