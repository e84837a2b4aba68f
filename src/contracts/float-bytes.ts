const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
/** Bits of a binary16's exponent, and what a normal number's exponent gains in a float32, at its place there. */
const EXPONENT = 0x7c00;
const EXPONENT_GAIN = 0x38000000;

/**
 * Returns a copy of raw little-endian float32 numbers; a last part of a number is left out. A copy of memory: a callback a number takes 50 ms for
 * the factory bank while nothing is compiled yet.
 */
export function floatsOf(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const length = bytes.length >> 2;
  const values = new Float32Array(length);
  if (isLittleEndian) new Uint8Array(values.buffer).set(bytes.subarray(0, 4 * length));
  else {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < length; i++) values[i] = view.getFloat32(4 * i, true);
  }
  return values;
}

/** Returns raw little-endian numbers of IEEE 754's binary16 as float32; a last part of a number is left out. */
export function halvesOf(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.length >> 1);
  const words = new Uint32Array(values.buffer);
  for (let i = 0; i < values.length; i++) {
    const bits = view.getUint16(2 * i, true);
    const exponent = bits & EXPONENT;
    if (exponent !== 0 && exponent !== EXPONENT) {
      words[i] = ((bits & 0x8000) << 16) | (((bits & 0x7fff) << 13) + EXPONENT_GAIN);
    } else values[i] = specialHalf(bits);
  }
  return values;
}

/** Zero, a number below the normal ones, an infinity or NaN. */
function specialHalf(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const fraction = bits & 0x3ff;
  if ((bits & EXPONENT) === 0) return sign * fraction * 2 ** -24;
  return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
}
