/** Writes little-endian numbers one after the other. */
export interface ByteWriter {
  u8(value: number): void;
  u16(value: number): void;
  u32(value: number): void;
  f32(value: number): void;
  /** A signed change in groups of seven bits, the lowest first: -64 to 63 take a byte. */
  change(value: number): void;
  bytes(values: Uint8Array): void;
  length(): number;
  /** The bytes so far. */
  take(): Uint8Array;
}

export function createByteWriter(): ByteWriter {
  const written: number[] = [];
  const u8 = (value: number): void => void written.push(value & 0xff);
  const u16 = (value: number): void => void written.push(value & 0xff, (value >> 8) & 0xff);
  return {
    u8,
    u16,
    u32: (value) => {
      u16(value & 0xffff);
      u16(value >>> 16);
    },
    f32: (value) => {
      const view = new DataView(new ArrayBuffer(4));
      view.setFloat32(0, value, true);
      for (let n = 0; n < 4; n++) u8(view.getUint8(n));
    },
    change: (value) => {
      let left = value < 0 ? -2 * value - 1 : 2 * value;
      for (; left > 0x7f; left >>>= 7) u8(0x80 | (left & 0x7f));
      u8(left);
    },
    bytes: (values) => {
      for (const value of values) written.push(value);
    },
    length: () => written.length,
    take: () => Uint8Array.from(written),
  };
}

/** Reads what a `ByteWriter` wrote; every function throws Error at the end of the bytes. */
export interface ByteReader {
  u8(): number;
  u16(): number;
  u32(): number;
  f32(): number;
  /** @throws Error also for a change of more than three bytes */
  change(): number;
  /** The next bytes, in place. */
  bytes(length: number): Uint8Array;
  /** Number of bytes that are left. */
  left(): number;
}

const MAX_CHANGE_BYTES = 3;

export function createByteReader(bytes: Uint8Array): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let next = 0;
  const advance = (count: number): number => {
    if (next + count > bytes.length) throw new Error(`it ends after ${bytes.length} bytes, which is too early`);
    next += count;
    return next - count;
  };
  const u8 = (): number => view.getUint8(advance(1));
  return {
    u8,
    u16: () => view.getUint16(advance(2), true),
    u32: () => view.getUint32(advance(4), true),
    f32: () => view.getFloat32(advance(4), true),
    change: () => {
      let value = 0;
      for (let n = 0; n < MAX_CHANGE_BYTES; n++) {
        const byte = u8();
        value |= (byte & 0x7f) << (7 * n);
        if (byte < 0x80) return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
      }
      throw new Error(`its byte ${next - 1} continues a change that has ended`);
    },
    bytes: (length) => {
      const at = advance(length);
      return bytes.subarray(at, at + length);
    },
    left: () => bytes.length - next,
  };
}
