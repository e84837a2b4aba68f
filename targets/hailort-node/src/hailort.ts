import { type OwnDevice, openDevice, scanDevices } from './device.ts';
import { type Hef, openHef, openHefAsync } from './hef.ts';
import { type LibraryOptions, loadLibrary } from './library.ts';
import { createVDevice, type VDevice, type VDeviceOptions } from './vdevice.ts';
import type { Version } from './version.ts';

/**
 * A loaded libhailort of a supported version. Each worker opens its own; objects stay in the thread that made them.
 */
export interface Hailort {
  readonly version: Version;
  /** The loaded file. */
  readonly file: string;
  /**
   * Addresses of all chips on PCIe: '0000:01:00.0'; empty without a chip or driver.
   *
   * @throws HailortError by the status of `hailo_scan_devices`
   */
  scanDevices(): readonly string[];
  /**
   * Opens a chip by its address, or any, for calls that need no network.
   *
   * @throws HailortError by the status of `hailo_create_device_by_id`
   */
  openDevice(id?: string): OwnDevice;
  /** Reads a HEF from a file or from memory; see `openHef`. */
  openHef(source: string | Uint8Array): Hef;
  /** Reads a HEF from memory on a thread of the pool. */
  openHefAsync(source: Uint8Array): Promise<Hef>;
  /** Reserves chips to run networks on; see `createVDevice`. */
  createVDevice(options?: VDeviceOptions): VDevice;
}

/**
 * Loads libhailort.
 *
 * @throws HailortError 'MISSING_KOFFI', 'MISSING_LIBRARY', 'MISSING_NATIVE_PART', 'UNSUPPORTED_VERSION' with the version found
 */
export function openHailort(options: LibraryOptions = {}): Hailort {
  const native = loadLibrary(options);
  return {
    version: native.version,
    file: native.file,
    scanDevices: () => scanDevices(native),
    openDevice: (id) => openDevice(native, id),
    openHef: (source) => openHef(native, source),
    openHefAsync: (source) => openHefAsync(native, source),
    createVDevice: (vdevice) => createVDevice(native, vdevice),
  };
}
