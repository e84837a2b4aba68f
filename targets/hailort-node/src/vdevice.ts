import type { Pointer } from './calls.ts';
import { createDevice, type Device, deviceId } from './device.ts';
import { HailortError } from './error.ts';
import { createHandle, type Handle } from './handle.ts';
import { type Hef, internalsOf } from './hef.ts';
import { VDEVICE_PARAMS } from './layout.ts';
import { check, createRelease, type Native, receive, receiveList, receiveStruct } from './native.ts';
import { createNetworkGroup, type NetworkGroup } from './network-group.ts';

export interface VDeviceOptions {
  /** Addresses of the chips to use, from `scanDevices`; default any free chip. */
  readonly deviceIds?: readonly string[] | undefined;
  /**
   * Virtual devices of this process with the same group share their chips, also across workers. Without a group the chips
   * belong to this virtual device alone.
   */
  readonly groupId?: string | undefined;
}

/** Chips of this process, shared by its networks (HailoRT's round-robin scheduler: no activation needed). */
export interface VDevice {
  /** Its chips; not to be used after `close`. */
  readonly devices: readonly Device[];
  /**
   * Loads a network; the Hef may be closed afterwards.
   *
   * @throws HailortError by the status: HAILO_INVALID_HEF (up to 4.20) or HAILO_HEF_NOT_COMPATIBLE_WITH_DEVICE for a HEF
   * of another chip; 'CLOSED'
   */
  configure(hef: Hef): readonly NetworkGroup[];
  /** Closes the streams and waits for runs under way; then releases the chips. May be called twice. */
  close(): Promise<void>;
}

const POINTER_SIZE = 8;
/** HAILO_MAX_NETWORK_GROUPS. Room for all from the start: a call with too little room configures and then loses the groups. */
const MAX_GROUPS = 64;

/**
 * Opens chips.
 *
 * @throws HailortError by the status: HAILO_OUT_OF_PHYSICAL_DEVICES when none is free, HAILO_DEVICE_IN_USE,
 * HAILO_DRIVER_NOT_INSTALLED, HAILO_INVALID_DRIVER_VERSION; 'BAD_ARGUMENT' for an invalid address or name
 */
export function createVDevice(native: Native, options: VDeviceOptions = {}): VDevice {
  const { calls } = native;
  // libhailort has the address of this memory.
  const kept: Uint8Array[] = [];
  const params = paramsOf(native, options, kept);
  const pointer = receive((cell) => check('hailo_create_vdevice', calls.createVdevice(params, cell)));
  const handle = createHandle({
    what: 'the virtual device',
    release: createRelease('hailo_release_vdevice', calls.releaseVdevice, pointer),
    keep: kept,
  });
  const devices = physicalDevices(native, pointer, handle);

  return {
    devices,
    configure: (hef) => {
      handle.assertOpen();
      const { pointer: hefPointer, bytes } = internalsOf(hef);
      const groups = new BigUint64Array(MAX_GROUPS);
      const count = new BigUint64Array([BigInt(MAX_GROUPS)]);
      const names = hef.networkGroups().map(({ name }) => name);
      const status = calls.configureVdevice(pointer, hefPointer, null, groups, count);
      check('hailo_configure_vdevice', status, hef.source);
      if (bytes !== undefined) kept.push(bytes);
      return Array.from(groups.subarray(0, Number(count[0])), (group, i) =>
        createNetworkGroup(native, { pointer: group, name: names[i] ?? '', device: handle }),
      );
    },
    close: handle.close,
  };
}

function physicalDevices(native: Native, pointer: Pointer, handle: Handle): readonly Device[] {
  try {
    return receiveList({
      call: 'hailo_get_physical_devices',
      size: POINTER_SIZE,
      fill: (room, count) => native.calls.getPhysicalDevices(pointer, room, count),
      read: (room, at) => new DataView(room.buffer).getBigUint64(at, true),
    }).map((device) => createDevice(native, { pointer: device, handle }));
  } catch (error) {
    handle.close().catch(() => undefined); // the first error is the cause
    throw error;
  }
}

/** `hailo_vdevice_params_t` with libhailort's own defaults; null for the defaults alone. */
function paramsOf(
  { calls, addressOf }: Native,
  { deviceIds, groupId }: VDeviceOptions,
  kept: Uint8Array[],
): Uint8Array | null {
  if (deviceIds === undefined && groupId === undefined) return null;
  const struct = receiveStruct('hailo_init_vdevice_params', VDEVICE_PARAMS.size, calls.initVdeviceParams);
  const view = new DataView(struct.buffer);
  const point = (offset: number, memory: Uint8Array): void => {
    kept.push(memory);
    view.setBigUint64(offset, addressOf(memory), true);
  };
  if (deviceIds !== undefined) {
    if (deviceIds.length === 0) throw new HailortError('BAD_ARGUMENT', 'deviceIds is empty');
    view.setUint32(VDEVICE_PARAMS.deviceCount, deviceIds.length, true);
    point(VDEVICE_PARAMS.deviceIds, Uint8Array.from(deviceIds.flatMap((id) => [...deviceId(id)])));
  }
  if (groupId !== undefined) {
    if (groupId === '' || groupId.includes('\0')) throw new HailortError('BAD_ARGUMENT', `groupId '${groupId}'`);
    point(VDEVICE_PARAMS.groupId, new TextEncoder().encode(`${groupId}\0`));
  }
  return struct;
}
