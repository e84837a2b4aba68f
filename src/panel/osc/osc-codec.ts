/** An argument to be sent: its type tag and value. */
export type OscValue =
  | { readonly type: 'f' | 'i'; readonly value: number }
  | { readonly type: 's'; readonly value: string };

/** A received argument; null: nil, or a type without a value for this instrument (a time tag, a colour, MIDI bytes). */
export type OscArgument = number | string | boolean | Uint8Array | null;

export interface OscMessage {
  readonly address: string;
  readonly args: readonly OscArgument[];
}

/** Largest packet that is read: the payload of the largest UDP datagram over IPv4. */
export const MAX_OSC_BYTES = 65_507;
/** Bundles within bundles beyond this depth are malformed. */
const MAX_DEPTH = 8;
const BUNDLE = '#bundle';
/** "Immediately", the time tag of every bundle that is sent. */
const IMMEDIATELY = [0, 1] as const;

/**
 * Decodes a packet of Open Sound Control 1.0 (M. Wright, 2002) with the optional types of 1.1: a message, or a bundle, whose messages are
 * returned in order. Time tags are not waited for.
 *
 * The codec is this project's own: osc-js 2.4.1 reads a nested bundle to the end of its packet, whatever the size of the element, chooses a
 * type by a number's value (`5.0` becomes an integer), builds regular expressions from received addresses, and throws within the socket's
 * event for a malformed packet.
 *
 * @returns undefined for a malformed packet, of which no message counts
 */
export function decodeOsc(bytes: Uint8Array): OscMessage[] | undefined {
  if (bytes.length > MAX_OSC_BYTES) return undefined;
  const messages: OscMessage[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return readPacket(view, { at: 0, end: bytes.length }, messages) ? messages : undefined;
}

/** A part of a packet that is left to be read. */
interface Part {
  at: number;
  readonly end: number;
}

function readPacket(view: DataView, part: Part, messages: OscMessage[], depth = 0): boolean {
  if ((part.end - part.at) % 4 !== 0) return false;
  const address = readString(view, part);
  if (address === BUNDLE) return depth < MAX_DEPTH && readBundle(view, part, messages, depth);
  if (address?.startsWith('/') !== true) return false;
  const args = readArguments(view, part);
  if (args === undefined || part.at !== part.end) return false;
  messages.push({ address, args });
  return true;
}

function readBundle(view: DataView, part: Part, messages: OscMessage[], depth: number): boolean {
  if (part.end - part.at < 8) return false;
  part.at += 8;
  while (part.at < part.end) {
    const size = view.getInt32(part.at);
    const from = part.at + 4;
    if (size <= 0 || size % 4 !== 0 || size > part.end - from) return false;
    if (!readPacket(view, { at: from, end: from + size }, messages, depth + 1)) return false;
    part.at = from + size;
  }
  return true;
}

/** Old senders leave the type tags out where there are no arguments. */
function readArguments(view: DataView, part: Part): OscArgument[] | undefined {
  if (part.at === part.end) return [];
  const tags = readString(view, part);
  if (tags?.startsWith(',') !== true) return undefined;
  const args: OscArgument[] = [];
  for (const tag of tags.slice(1)) {
    if (tag === '[' || tag === ']') continue;
    const value = readArgument(view, part, tag);
    if (value === undefined) return undefined;
    args.push(value);
  }
  return args;
}

const SIZES: Readonly<Record<string, number>> = {
  i: 4,
  f: 4,
  c: 4,
  r: 4,
  m: 4,
  h: 8,
  d: 8,
  t: 8,
  T: 0,
  F: 0,
  N: 0,
  I: 0,
};

function readArgument(view: DataView, part: Part, tag: string): OscArgument | undefined {
  if (tag === 's' || tag === 'S') return readString(view, part);
  if (tag === 'b') return readBlob(view, part);
  const size = SIZES[tag];
  if (size === undefined || size > part.end - part.at) return undefined;
  const { at } = part;
  part.at += size;
  switch (tag) {
    case 'i':
      return view.getInt32(at);
    case 'f':
      return view.getFloat32(at);
    case 'd':
      return view.getFloat64(at);
    case 'h':
      return Number(view.getBigInt64(at));
    case 'T':
      return true;
    case 'F':
      return false;
    case 'I':
      return Number.POSITIVE_INFINITY;
    default:
      return null;
  }
}

/** Reads a string of ASCII, ended and filled up to four bytes by zeros. */
function readString(view: DataView, part: Part): string | undefined {
  let text = '';
  for (let at = part.at; at < part.end; at++) {
    const code = view.getUint8(at);
    if (code === 0) {
      const next = part.at + padded(at - part.at + 1);
      if (next > part.end) return undefined;
      part.at = next;
      return text;
    }
    text += String.fromCharCode(code);
  }
  return undefined;
}

function readBlob(view: DataView, part: Part): Uint8Array | undefined {
  if (part.end - part.at < 4) return undefined;
  const size = view.getInt32(part.at);
  const from = part.at + 4;
  if (size < 0 || padded(size) > part.end - from) return undefined;
  part.at = from + padded(size);
  return new Uint8Array(view.buffer, view.byteOffset + from, size);
}

/** Encodes one message; characters beyond ASCII become '?'. */
export function encodeOsc(address: string, values: readonly OscValue[]): Uint8Array {
  const tags = `,${values.map(({ type }) => type).join('')}`;
  const length = values.reduce(
    (sum, one) => sum + (one.type === 's' ? padded(one.value.length + 1) : 4),
    padded(address.length + 1) + padded(tags.length + 1),
  );
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let at = putString(bytes, 0, address);
  at = putString(bytes, at, tags);
  for (const one of values) {
    if (one.type === 's') at = putString(bytes, at, one.value);
    else {
      if (one.type === 'f') view.setFloat32(at, one.value);
      else view.setInt32(at, one.value);
      at += 4;
    }
  }
  return bytes;
}

/** Encodes a bundle of encoded messages, to be carried out immediately. */
export function encodeOscBundle(messages: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(16 + messages.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(bytes.buffer);
  let at = putString(bytes, 0, BUNDLE);
  for (const word of IMMEDIATELY) {
    view.setUint32(at, word);
    at += 4;
  }
  for (const message of messages) {
    view.setInt32(at, message.length);
    bytes.set(message, at + 4);
    at += 4 + message.length;
  }
  return bytes;
}

function putString(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[at + i] = code > 0 && code < 128 ? code : 63;
  }
  return at + padded(text.length + 1);
}

/** The next multiple of four bytes. */
const padded = (length: number): number => Math.ceil(length / 4) * 4;
