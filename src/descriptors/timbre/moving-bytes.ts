import { DESCRIPTORS } from '../descriptor.ts';
import { type ByteReader, createByteReader, createByteWriter } from './byte-stream.ts';
import { coloursOf, TRACK_ANALYSIS } from './moving-analysis.ts';
import type { MovingTimbre, Track } from './moving-timbre.ts';
import {
  STORED_DESCRIPTORS,
  type StoredValue,
  storedColour,
  storedHarmonicity,
  storedHz,
  storedPhase,
  storedRatio,
} from './moving-values.ts';
import { COLOUR_ANALYSIS } from './timbre.ts';

/** Upper limit of the size for each grid point, bytes: 10 kB a second. A cymbal of 96 tracks has 77, a bell of 71 has 31, noise 20. */
export const MOVING_BYTES_PER_POINT = 116;

/** Upper limit of the size in memory for each stored byte. */
export const MEMORY_PER_STORED_BYTE = 4;

/** Points and number of tracks. */
const HEAD_BYTES = 4 + 2;
const STEADY = 0;
const GLIDING = 1;
const { bands } = COLOUR_ANALYSIS;

/** The values of all bytes: a bank has a few hundred thousand. */
const valuesOf = ({ decode }: StoredValue): Float32Array =>
  Float32Array.from({ length: 256 }, (_, stored) => decode(stored));
const RATIOS = valuesOf(storedRatio);
const HARMONICITIES = valuesOf(storedHarmonicity);
const COLOURS = valuesOf(storedColour);

/** Largest size of a stored moving timbre of `points` grid points, bytes. */
export const movingBytesLimit = (points: number): number => HEAD_BYTES + MOVING_BYTES_PER_POINT * points;

/**
 * Encodes a moving timbre: points (u32), number of tracks (u16); of each track first point and number of points (u16), phase and kind (u8), a steady
 * one's Hz (float32) or a gliding one's first Hz (u16) and its changes (variable length), ratios (u8); then harmonicity (u8), colour by
 * bands (u8) and own descriptors by descriptor (u16), all little-endian. `moving-values.ts` has the units. Tracks that do not fit
 * into `movingBytesLimit` are dropped, the last, weakest ones first.
 */
export function encodeMoving(moving: MovingTimbre): Uint8Array {
  const { points, harmonicity, colour, own } = moving;
  const rest = createByteWriter();
  for (const share of harmonicity) rest.u8(storedHarmonicity.encode(share));
  writeColumns(colour, bands, () => storedColour, rest.u8);
  writeColumns(own, DESCRIPTORS.length, (d) => STORED_DESCRIPTORS[d], rest.u16);
  const tracks = fittingTracks(moving.tracks, MOVING_BYTES_PER_POINT * points - rest.length());
  const all = createByteWriter();
  all.u32(points);
  all.u16(tracks.length);
  for (const track of tracks) all.bytes(track);
  all.bytes(rest.take());
  return all.take();
}

/**
 * Decodes a moving timbre of `points` grid points. Values are checked by `checkSet`.
 *
 * @throws Error naming the fault: another number of points, too many tracks, a track past the end, an unknown kind, too few or too many bytes
 */
export function decodeMoving(bytes: Uint8Array, points: number): MovingTimbre {
  const reader = createByteReader(bytes);
  const found = reader.u32();
  if (found !== points) throw new Error(`it has ${found} grid points, the set has ${points}`);
  const count = reader.u16();
  if (count > TRACK_ANALYSIS.count)
    throw new Error(`it has ${count} tracks, at most ${TRACK_ANALYSIS.count} are allowed`);
  const tracks = Array.from({ length: count }, (_, n) => readTrack(reader, points, n));
  const harmonicity = readValues(reader, points, HARMONICITIES);
  const colours = coloursOf(points);
  const colour = readColours(reader, colours);
  const own = readOwn(reader, colours);
  if (reader.left() > 0) throw new Error(`it has ${reader.left()} bytes too many`);
  return { points, tracks, harmonicity, colour, own };
}

/** Size of a decoded moving timbre in memory, bytes. */
export function memoryOfMoving({ tracks, harmonicity, colour, own }: MovingTimbre): number {
  const rest = harmonicity.byteLength + colour.byteLength + own.byteLength;
  return tracks.reduce((sum, { hz, ratio }) => sum + hz.byteLength + ratio.byteLength, rest);
}

/** A moving timbre as it is when it has been stored and read, so that a set sounds the same before and after. */
export function quantiseMoving(moving: MovingTimbre): MovingTimbre {
  return decodeMoving(encodeMoving(moving), moving.points);
}

/** Encodes the tracks, the strongest first, as long as they fit into `room` bytes. */
function fittingTracks(tracks: readonly Track[], room: number): Uint8Array[] {
  const fitting: Uint8Array[] = [];
  let left = room;
  for (const track of tracks) {
    const bytes = encodeTrack(track);
    if (bytes.length > left) break;
    left -= bytes.length;
    fitting.push(bytes);
  }
  return fitting;
}

function encodeTrack({ first, phase, hz, ratio }: Track): Uint8Array {
  const writer = createByteWriter();
  writer.u16(first);
  writer.u16(ratio.length);
  writer.u8(storedPhase.encode(phase));
  if (hz.length === 1) {
    writer.u8(STEADY);
    writer.f32(hz[0]);
  } else {
    writer.u8(GLIDING);
    let last = storedHz.encode(hz[0]);
    writer.u16(last);
    for (let n = 1; n < hz.length; n++) {
      const next = storedHz.encode(hz[n]);
      writer.change(next - last);
      last = next;
    }
  }
  for (const value of ratio) writer.u8(storedRatio.encode(value));
  return writer.take();
}

function readTrack(reader: ByteReader, points: number, number: number): Track {
  const first = reader.u16();
  const length = reader.u16();
  if (length === 0 || first + length > points) {
    throw new Error(`its track ${number} has ${length} points from point ${first}, the set has ${points}`);
  }
  const phase = storedPhase.decode(reader.u8());
  const kind = reader.u8();
  if (kind !== STEADY && kind !== GLIDING) throw new Error(`its track ${number} is of an unknown kind (${kind})`);
  const hz = kind === STEADY ? Float32Array.of(reader.f32()) : readGlide(reader, length);
  return { first, phase, hz, ratio: readValues(reader, length, RATIOS) };
}

function readGlide(reader: ByteReader, length: number): Float32Array {
  const hz = new Float32Array(length);
  let stored = reader.u16();
  for (let n = 0; n < length; n++) {
    if (n > 0) stored += reader.change();
    hz[n] = storedHz.decode(stored);
  }
  return hz;
}

/** Values of a byte each. */
function readValues(reader: ByteReader, length: number, values: Float32Array): Float32Array {
  const stored = reader.bytes(length);
  const read = new Float32Array(length);
  for (let n = 0; n < length; n++) read[n] = values[stored[n]];
  return read;
}

function writeColumns(
  rows: Float32Array,
  width: number,
  unit: (column: number) => StoredValue,
  write: (stored: number) => void,
): void {
  for (let column = 0; column < width; column++) {
    const { encode } = unit(column);
    for (let at = column; at < rows.length; at += width) write(encode(rows[at]));
  }
}

function readColours(reader: ByteReader, count: number): Float32Array {
  const rows = new Float32Array(count * bands);
  const stored = reader.bytes(rows.length);
  for (let column = 0, next = 0; column < bands; column++) {
    for (let at = column; at < rows.length; at += bands) rows[at] = COLOURS[stored[next++]];
  }
  return rows;
}

function readOwn(reader: ByteReader, count: number): Float32Array {
  const width = DESCRIPTORS.length;
  const rows = new Float32Array(count * width);
  for (let column = 0; column < width; column++) {
    const { decode } = STORED_DESCRIPTORS[column];
    for (let at = column; at < rows.length; at += width) rows[at] = decode(reader.u16());
  }
  return rows;
}
