import { callAsync, type Pointer } from './calls.ts';
import { HailortError } from './error.ts';
import { createHandle, type Handle } from './handle.ts';
import { readStreamInfo, readVStreamInfo, type StreamInfo, type VStreamInfo } from './infos.ts';
import { GROUP_INFO, NAME_SIZE } from './layout.ts';
import { check, createRelease, type Native, receive, receiveList } from './native.ts';
import { viewStruct } from './struct-view.ts';

/** A network group of a HEF: networks loaded together. */
export interface NetworkGroupInfo {
  readonly name: string;
  /** Whether the chip cannot hold all of it and it is loaded in parts, for every frame. */
  readonly isMultiContext: boolean;
}

/** A compiled network in memory. It is loaded onto a chip when a virtual device is configured with it. */
export interface Hef {
  /** The file, or 'a HEF of <n> bytes'. */
  readonly source: string;
  /** @throws HailortError by the status; 'CLOSED' */
  networkGroups(): readonly NetworkGroupInfo[];
  /** The chip's streams of one network or group ('group', 'group/network'), default those of the first group. */
  streams(name?: string): readonly StreamInfo[];
  /** The streams that a program writes and reads, of one network or group, default of the first group. */
  vstreams(name?: string): readonly VStreamInfo[];
  /** Names of a vstream in the network before compilation: an ONNX input's own name, an output's layer. */
  originalNames(vstream: string, group?: string): readonly string[];
  /** Frees the memory; configured networks go on. May be called twice. */
  close(): Promise<void>;
}

interface Internals {
  readonly pointer: Pointer;
  readonly handle: Handle;
  /** Copy of a buffer: up to 4.20 libhailort reads from it until the network has been configured, without a copy. */
  readonly bytes: Uint8Array | undefined;
}

const internals = new WeakMap<Hef, Internals>();

/** @throws HailortError 'CLOSED'; 'BAD_ARGUMENT' for a Hef that this package did not create */
export function internalsOf(hef: Hef): Internals {
  const found = internals.get(hef);
  if (found === undefined) throw new HailortError('BAD_ARGUMENT', 'this Hef was not opened by hailort-node');
  found.handle.assertOpen();
  return found;
}

/**
 * Reads a HEF from a file, or from memory that may change afterwards.
 *
 * @throws HailortError by the status: HAILO_OPEN_FILE_FAILURE, HAILO_INVALID_HEF, HAILO_HEF_FILE_CORRUPTED and others
 */
export function openHef(native: Native, source: string | Uint8Array): Hef {
  const { calls } = native;
  if (typeof source === 'string') {
    if (source === '' || source.includes('\0')) {
      throw new HailortError('BAD_ARGUMENT', 'the path of a HEF is empty or has a 0 in it');
    }
    const pointer = receive((cell) => check('hailo_create_hef_file', calls.createHefFile(cell, source), source));
    return createHef(native, { pointer, name: source, bytes: undefined });
  }
  const { bytes, name } = copyOf(source);
  const pointer = receive((cell) =>
    check('hailo_create_hef_buffer', calls.createHefBuffer(cell, bytes, bytes.byteLength), name),
  );
  return createHef(native, { pointer, name, bytes });
}

/** Like `openHef` from memory, on a thread of the pool: a large HEF takes some hundred ms. */
export async function openHefAsync(native: Native, source: Uint8Array): Promise<Hef> {
  const { bytes, name } = copyOf(source);
  const cell = new BigUint64Array(1);
  const status = await callAsync(native.calls.createHefBuffer, cell, bytes, bytes.byteLength);
  check('hailo_create_hef_buffer', status, name);
  return createHef(native, { pointer: cell[0], name, bytes });
}

function copyOf(source: Uint8Array): { bytes: Uint8Array; name: string } {
  if (source.byteLength === 0) throw new HailortError('BAD_ARGUMENT', 'a HEF of 0 bytes');
  return { bytes: Uint8Array.from(source), name: `a HEF of ${source.byteLength} bytes` };
}

function createHef(
  { calls, layout }: Native,
  { pointer, name, bytes }: { pointer: Pointer; name: string; bytes: Uint8Array | undefined },
): Hef {
  const handle = createHandle({
    what: name,
    release: createRelease('hailo_release_hef', calls.releaseHef, pointer),
    keep: [bytes],
  });
  const hef: Hef = {
    source: name,
    networkGroups: () => {
      handle.assertOpen();
      return receiveList({
        call: 'hailo_get_network_groups_infos',
        size: GROUP_INFO.size,
        fill: (room, count) => calls.getNetworkGroupsInfos(pointer, room, count),
        read: (room, at) => {
          const view = viewStruct(room, at);
          return { name: view.text(GROUP_INFO.name, NAME_SIZE), isMultiContext: view.flag(GROUP_INFO.isMultiContext) };
        },
      });
    },
    streams: (group) => {
      handle.assertOpen();
      return receiveList({
        call: 'hailo_hef_get_all_stream_infos',
        size: layout.stream.size,
        fill: (room, count) =>
          calls.hefGetAllStreamInfos(pointer, group ?? null, room, room.byteLength / layout.stream.size, count),
        read: (room, at) => readStreamInfo(room, layout, at),
      });
    },
    vstreams: (group) => {
      handle.assertOpen();
      return receiveList({
        call: 'hailo_hef_get_all_vstream_infos',
        size: layout.vstream.size,
        fill: (room, count) => calls.hefGetAllVstreamInfos(pointer, group ?? null, room, count),
        read: (room, at) => readVStreamInfo(room, layout, at),
      });
    },
    originalNames: (vstream, group) => {
      handle.assertOpen();
      return receiveList({
        call: 'hailo_hef_get_original_names_from_vstream_name',
        size: NAME_SIZE,
        fill: (room, count) => calls.hefGetOriginalNames(pointer, group ?? null, vstream, room, count),
        read: (room, at) => viewStruct(room, at).text(0, NAME_SIZE),
      });
    },
    close: handle.close,
  };
  internals.set(hef, { pointer, handle, bytes });
  return hef;
}
