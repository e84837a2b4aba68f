/**
 * Copies a message and moves its `Float32Array`s into one shared buffer, so that the receiving thread need not copy them between
 * two blocks. An array that occurs twice is stored once; everything else stays as it was.
 */
export function withSharedArrays<Message>(message: Message): Message {
  const arrays = new Set<Float32Array>();
  visit(message, arrays);
  let length = 0;
  for (const array of arrays) length += array.length;
  const all = new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
  const places = new Map<Float32Array, Float32Array>();
  let at = 0;
  for (const array of arrays) {
    const place = all.subarray(at, at + array.length);
    place.set(array);
    places.set(array, place);
    at += array.length;
  }
  return withReplacedArrays(message, places) as Message;
}

function visit(value: unknown, arrays: Set<Float32Array>): void {
  if (value instanceof Float32Array) arrays.add(value);
  else for (const part of partsOf(value)) visit(part, arrays);
}

function withReplacedArrays(value: unknown, places: ReadonlyMap<Float32Array, Float32Array>): unknown {
  if (value instanceof Float32Array) return places.get(value);
  if (Array.isArray(value)) return value.map((part) => withReplacedArrays(part, places));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withReplacedArrays(part, places)]));
}

function partsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isPlain(value) ? Object.values(value) : [];
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
