import { FORMAT_ORDERS, FORMAT_TYPES, type Format } from './formats.ts';
import { FORMAT, type InfoLayout, NAME_SIZE, QUANT } from './layout.ts';
import { type StructView, viewStruct } from './struct-view.ts';

/** Real value = scale · (number − zeroPoint); `min` and `max` are the real values that fit. */
export interface Quantisation {
  readonly zeroPoint: number;
  readonly scale: number;
  readonly min: number;
  readonly max: number;
}

export interface Shape {
  readonly height: number;
  readonly width: number;
  readonly features: number;
}

/** Bounds of a detector's output, in place of a shape. */
export interface NmsShape {
  readonly classes: number;
  readonly boxesPerClass: number;
}

interface Described {
  readonly name: string;
  readonly direction: 'input' | 'output';
  /** The chip's format; for a vstream the host's default. */
  readonly format: Format;
  /** null for the output of non-maximum suppression. */
  readonly shape: Shape | null;
  readonly nms: NmsShape | null;
  /** Of the first feature, where each feature has its own; see `VStream.quantisations`. */
  readonly quantisation: Quantisation;
}

/** A stream of the host, which a program writes or reads. */
export interface VStreamInfo extends Described {
  /** Its network: 'group/network'. */
  readonly network: string;
}

/** A stream of the chip, padded as the hardware requires. */
export interface StreamInfo extends Described {
  readonly index: number;
  readonly hardwareShape: Shape | null;
  /** Bytes of one value. */
  readonly dataBytes: number;
  readonly frameBytes: number;
  readonly isMux: boolean;
}

const NMS_PREFIX = 'HAILO_NMS';
const TRANSPOSED = 2;

export function readFormat(bytes: Uint8Array, at = 0): Format {
  const view = viewStruct(bytes, at);
  return {
    type: FORMAT_TYPES[view.u32(FORMAT.type)] ?? 'auto',
    order: FORMAT_ORDERS[view.u32(FORMAT.order)] ?? 'AUTO',
    isTransposed: (view.u32(FORMAT.flags) & TRANSPOSED) !== 0,
  };
}

export function readQuantisation(bytes: Uint8Array, at = 0): Quantisation {
  const view = viewStruct(bytes, at);
  return {
    zeroPoint: view.f32(QUANT.zeroPoint),
    scale: view.f32(QUANT.scale),
    min: view.f32(QUANT.min),
    max: view.f32(QUANT.max),
  };
}

/** `hailo_vstream_info_t` at an offset. */
export function readVStreamInfo(bytes: Uint8Array, { vstream }: InfoLayout, at = 0): VStreamInfo {
  const view = viewStruct(bytes, at);
  const format = readFormat(bytes, at + vstream.format);
  return {
    name: view.text(vstream.name, NAME_SIZE),
    network: view.text(vstream.networkName, vstream.networkNameSize),
    direction: directionOf(view.u32(vstream.direction)),
    format,
    ...readShape(view, vstream.shape, format),
    quantisation: readQuantisation(bytes, at + vstream.quant),
  };
}

/** `hailo_stream_info_t` at an offset. */
export function readStreamInfo(bytes: Uint8Array, { stream }: InfoLayout, at = 0): StreamInfo {
  const view = viewStruct(bytes, at);
  const format = readFormat(bytes, at + stream.format);
  return {
    name: view.text(stream.name, NAME_SIZE),
    direction: directionOf(view.u32(stream.direction)),
    index: view.u8(stream.index),
    format,
    ...readShape(view, stream.shape, format),
    hardwareShape: readShape(view, stream.hardwareShape, format).shape,
    dataBytes: view.u32(stream.dataBytes),
    frameBytes: view.u32(stream.frameBytes),
    quantisation: readQuantisation(bytes, at + stream.quant),
    isMux: view.flag(stream.isMux),
  };
}

function directionOf(value: number): 'input' | 'output' {
  return value === 0 ? 'input' : 'output';
}

/** The union of a shape and the numbers of non-maximum suppression; the order of the format selects one. */
function readShape(view: StructView, at: number, { order }: Format): Pick<Described, 'shape' | 'nms'> {
  const [first, second, third] = [view.u32(at), view.u32(at + 4), view.u32(at + 8)];
  if (order.startsWith(NMS_PREFIX)) return { shape: null, nms: { classes: first, boxesPerClass: second } };
  return { shape: { height: first, width: second, features: third }, nms: null };
}
