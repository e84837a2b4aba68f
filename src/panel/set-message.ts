import { floatsOf } from '../contracts/float-bytes.ts';
import { DESCRIPTORS, type DescriptorName } from '../descriptors/descriptor.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { pointsOfFrames } from '../descriptors/timbre/moving-analysis.ts';
import { decodeMoving, encodeMoving } from '../descriptors/timbre/moving-bytes.ts';

/** A set as JSON: its numbers as base64 of little-endian float32, and the moving timbre as a bank has it, which is lossless. */
export interface SetMessage extends Pick<DescriptorSet, 'name' | 'provenance' | 'analysis' | 'frames'> {
  readonly curves: Readonly<Record<DescriptorName, string>>;
  readonly f0Confidence: string;
  readonly level: string;
  readonly timbre?:
    | { readonly hz: string; readonly share: string; readonly colour: string; readonly moving?: string | undefined }
    | undefined;
}

/** Code units per call of `fromCharCode`. */
const CHUNK = 0x2000;

export function toSetMessage(set: DescriptorSet): SetMessage {
  const { name, provenance, analysis, frames, f0Confidence, level, timbre } = set;
  return {
    name,
    provenance,
    analysis,
    frames,
    curves: eachDescriptor((one) => encodeFloats(set.curves[one])),
    f0Confidence: encodeFloats(f0Confidence),
    level: encodeFloats(level),
    ...(timbre && {
      timbre: {
        hz: encodeFloats(timbre.hz),
        share: encodeFloats(timbre.share),
        colour: encodeFloats(timbre.colour),
        ...(timbre.moving && { moving: encodeBytes(encodeMoving(timbre.moving)) }),
      },
    }),
  };
}

/**
 * The set of a message. Values are not checked: see `checkSet`.
 *
 * @throws Error for invalid base64, an incomplete number, or a damaged moving timbre
 */
export function fromSetMessage(message: SetMessage): DescriptorSet {
  const { name, provenance, analysis, frames, f0Confidence, level, timbre } = message;
  return {
    name,
    provenance,
    analysis,
    frames,
    curves: eachDescriptor((one) => decodeFloats(message.curves[one])),
    f0Confidence: decodeFloats(f0Confidence),
    level: decodeFloats(level),
    ...(timbre && {
      timbre: {
        hz: decodeFloats(timbre.hz),
        share: decodeFloats(timbre.share),
        colour: decodeFloats(timbre.colour),
        ...(timbre.moving && { moving: decodeMoving(decodeBytes(timbre.moving), pointsOfFrames(frames)) }),
      },
    }),
  };
}

/** Numbers as base64 of little-endian float32. */
export function encodeFloats(values: Float32Array): string {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => void view.setFloat32(4 * i, value, true));
  return encodeBytes(new Uint8Array(view.buffer));
}

function encodeBytes(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

const decodeBytes = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** @throws Error for invalid base64 or an incomplete number */
export function decodeFloats(text: string): Float32Array {
  const bytes = decodeBytes(text);
  if (bytes.length % 4 !== 0) throw new Error(`${bytes.length} bytes are not a whole number of float32 values`);
  return floatsOf(bytes);
}

function eachDescriptor<T>(make: (name: DescriptorName) => T): Record<DescriptorName, T> {
  const [rms, zcr, rolloff, flatness, bandwidth, centroid, f0] = DESCRIPTORS;
  return {
    rms: make(rms),
    zcr: make(zcr),
    rolloff: make(rolloff),
    flatness: make(flatness),
    bandwidth: make(bandwidth),
    centroid: make(centroid),
    f0: make(f0),
  };
}
