/** A field of a protobuf message: its number, and its bytes where it has a length. */
export interface WireField {
  readonly number: number;
  /** The value of a varint, the bits of a fixed32; 0 for others. */
  readonly value: number;
  readonly bytes: Uint8Array | undefined;
}

/** Wire types of protobuf: how long a field is. */
const VARINT = 0;
const FIXED_64 = 1;
const LENGTH = 2;
const FIXED_32 = 5;

/**
 * The fields of a protobuf message, in order. Only lengths are read, no field is copied.
 *
 * @throws RangeError where a field does not fit into the message
 */
export function* wireFields(message: Uint8Array): Generator<WireField> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 63; factor *= 128) {
      if (at >= message.length) throw new RangeError('the message ends within a number');
      const byte = message[at++];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number has more than ten bytes');
  };
  const take = (length: number): Uint8Array => {
    if (length > message.length - at) throw new RangeError('a field is longer than its message');
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    if (number === 0) throw new RangeError('a field has the number 0');
    switch (tag % 8) {
      case VARINT:
        yield { number, value: varint(), bytes: undefined };
        break;
      case FIXED_64:
        take(8);
        break;
      case FIXED_32: {
        const [a, b, c, d] = take(4);
        yield { number, value: a + 2 ** 8 * b + 2 ** 16 * c + 2 ** 24 * d, bytes: undefined };
        break;
      }
      case LENGTH:
        yield { number, value: 0, bytes: take(varint()) };
        break;
      default:
        throw new RangeError(`a field has the type ${tag % 8}`);
    }
  }
}

/** The numbers of a packed repeated field. */
export function varints(bytes: Uint8Array): number[] {
  const found: number[] = [];
  let [value, factor] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte >= 0x80) continue;
    found.push(value);
    [value, factor] = [0, 1];
  }
  return found;
}
