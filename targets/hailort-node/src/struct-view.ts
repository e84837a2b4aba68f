/** Reads a struct of libhailort, little-endian as every Hailo host is. Offsets are bytes. */
export interface StructView {
  u8(offset: number): number;
  u16(offset: number): number;
  u32(offset: number): number;
  i32(offset: number): number;
  f32(offset: number): number;
  flag(offset: number): boolean;
  /** Text in a field of `room` bytes, up to the first 0. */
  text(offset: number, room: number): string;
}

const DECODER = new TextDecoder();

export function viewStruct(bytes: Uint8Array, at = 0): StructView {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  return {
    u8: (offset) => view.getUint8(offset),
    u16: (offset) => view.getUint16(offset, true),
    u32: (offset) => view.getUint32(offset, true),
    i32: (offset) => view.getInt32(offset, true),
    f32: (offset) => view.getFloat32(offset, true),
    flag: (offset) => view.getUint8(offset) !== 0,
    text: (offset, room) => {
      const field = bytes.subarray(at + offset, at + offset + room);
      const end = field.indexOf(0);
      return DECODER.decode(end < 0 ? field : field.subarray(0, end));
    },
  };
}
