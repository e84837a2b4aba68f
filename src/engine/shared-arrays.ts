/**
 * A copy of a message whose `Float32Array`s lie side by side in one shared buffer, so that the thread that gets it copies none of them
 * between two blocks. An array that is there twice is there once; all else is as it was.
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
  return exchanged(message, places) as Message;
}

function visit(value: unknown, arrays: Set<Float32Array>): void {
  if (value instanceof Float32Array) arrays.add(value);
  else for (const part of partsOf(value)) visit(part, arrays);
}

function exchanged(value: unknown, places: ReadonlyMap<Float32Array, Float32Array>): unknown {
  if (value instanceof Float32Array) return places.get(value);
  if (Array.isArray(value)) return value.map((part) => exchanged(part, places));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, exchanged(part, places)]));
}

function partsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isPlain(value) ? Object.values(value) : [];
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
