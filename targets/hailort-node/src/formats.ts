/** `hailo_format_type_t`; the index is the value. 'auto' is the chip's own type, 'float32' is quantised by libhailort. */
export const FORMAT_TYPES = ['auto', 'uint8', 'uint16', 'float32'] as const;
export type FormatType = (typeof FORMAT_TYPES)[number];

/** `hailo_format_order_t`; the index is the value. A program sends and receives in NHWC, NCHW, NHW or NC. */
export const FORMAT_ORDERS = [
  'AUTO',
  'NHWC',
  'NHCW',
  'FCR',
  'F8CR',
  'NHW',
  'NC',
  'BAYER_RGB',
  '12_BIT_BAYER_RGB',
  'HAILO_NMS',
  'RGB888',
  'NCHW',
  'YUY2',
  'NV12',
  'NV21',
  'HAILO_YYUV',
  'HAILO_YYVU',
  'RGB4',
  'I420',
  'HAILO_YYYYUV',
  'HAILO_NMS_WITH_BYTE_MASK',
  'HAILO_NMS_ON_CHIP',
  'HAILO_NMS_BY_CLASS',
  'HAILO_NMS_BY_SCORE',
] as const;
export type FormatOrder = (typeof FORMAT_ORDERS)[number];

/** Memory layout of a frame. */
export interface Format {
  readonly type: FormatType;
  readonly order: FormatOrder;
  /** Whether height and width are swapped on the host side. */
  readonly isTransposed: boolean;
}

/** One frame: the chip's unsigned numbers, or float32 that libhailort quantises. */
export type Frame = Uint8Array | Uint16Array | Float32Array;

/** `hailo_device_architecture_t`; the index is the value. Hailo-15 and 10 need HailoRT 5. 7 is mars up to 5.1, hailo12l from 5.2. */
export const ARCHITECTURES = [
  'hailo8-a0',
  'hailo8',
  'hailo8l',
  'hailo15h',
  'hailo15l',
  'hailo15m',
  'hailo10h',
  'mars',
] as const;
export type Architecture = (typeof ARCHITECTURES)[number] | 'unknown';

/** A zeroed frame of `bytes` bytes. */
export function allocateFrame(type: FormatType, bytes: number): Frame {
  const buffer = new ArrayBuffer(bytes);
  if (type === 'float32') return new Float32Array(buffer);
  return type === 'uint16' ? new Uint16Array(buffer) : new Uint8Array(buffer);
}
