import type { Pointer } from './calls.ts';
import { HailortError } from './error.ts';
import { FORMAT_ORDERS, FORMAT_TYPES } from './formats.ts';
import { FORMAT, NAME_SIZE, VSTREAM_PARAMS } from './layout.ts';
import { assertBlank, blank, check, type Native } from './native.ts';
import { viewStruct } from './struct-view.ts';
import type { VStreamOptions, VStreamsOptions } from './vstream-options.ts';

/** Parameters of all streams of one direction: consecutive structs, libhailort's defaults with the options applied. */
export interface VStreamParams {
  readonly structs: Uint8Array;
  readonly names: readonly string[];
}

const DEFAULT_TIMEOUT_MS = 1000;
/** One below HAILO_INFINITE. */
const MAX_TIMEOUT_MS = 0xffff_fffe;
/** HAILO_MAX_STREAMS_COUNT is 40. */
const MAX_STREAMS = 64;

/** Reads libhailort's parameters of a direction and applies the options. */
export function makeVStreamParams(
  { calls }: Native,
  options: { group: Pointer; direction: 'input' | 'output'; streams: VStreamsOptions },
): VStreamParams {
  const { group, direction, streams } = options;
  const room = blank(MAX_STREAMS * VSTREAM_PARAMS.size);
  const count = new BigUint64Array([BigInt(MAX_STREAMS)]);
  const type = typeValue(streams);
  const make = direction === 'input' ? calls.makeInputVstreamParams : calls.makeOutputVstreamParams;
  const call = `hailo_make_${direction}_vstream_params`;
  check(call, make(group, false, type, room, count));

  const structs = room.subarray(0, Number(count[0]) * VSTREAM_PARAMS.size);
  assertBlank(call, room, structs.byteLength);
  const names: string[] = [];
  for (let at = 0; at < structs.byteLength; at += VSTREAM_PARAMS.size) {
    const name = viewStruct(structs, at).text(VSTREAM_PARAMS.name, NAME_SIZE);
    writeOptions(structs.subarray(at, at + VSTREAM_PARAMS.size), { ...streams, ...streams.streams?.[name] });
    names.push(name);
  }
  return { structs, names };
}

function writeOptions(struct: Uint8Array, options: VStreamOptions): void {
  const { order = 'AUTO', timeoutMs = DEFAULT_TIMEOUT_MS, queueSize } = options;
  const view = new DataView(struct.buffer, struct.byteOffset, struct.byteLength);
  view.setUint32(VSTREAM_PARAMS.format + FORMAT.type, typeValue(options), true);
  view.setUint32(VSTREAM_PARAMS.format + FORMAT.order, enumValue(FORMAT_ORDERS, order, 'order'), true);
  view.setUint32(VSTREAM_PARAMS.timeoutMs, whole(timeoutMs, MAX_TIMEOUT_MS, 'timeoutMs'), true);
  if (queueSize !== undefined) view.setUint32(VSTREAM_PARAMS.queueSize, whole(queueSize, 1024, 'queueSize'), true);
}

function typeValue({ format = 'float32' }: VStreamOptions): number {
  return enumValue(FORMAT_TYPES, format, 'format');
}

function enumValue(names: readonly string[], name: string, option: string): number {
  const value = names.indexOf(name);
  if (value >= 0) return value;
  throw new HailortError('BAD_ARGUMENT', `${option} '${name}'`, { remedy: `choose one of ${names.join(', ')}` });
}

function whole(value: number, max: number, option: string): number {
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new HailortError('BAD_ARGUMENT', `${option} ${value}`, { remedy: `give a whole number of 1 to ${max}` });
}
