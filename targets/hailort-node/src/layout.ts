import type { Version } from './version.ts';

/**
 * Sizes and offsets in bytes of the structs of `hailort.h` on 64-bit Linux, compiled from the header of each release,
 * 4.17.0 to 4.23.0 and 5.0.0 to 5.2.0, by `ci/hailort/headers.sh`. Enums are 4 bytes.
 */
export const NAME_SIZE = 128;
const NETWORK_NAME_SIZE = 257;

/** `hailo_version_t` */
export const VERSION = { size: 12, major: 0, minor: 4, revision: 8 } as const;
/** `hailo_device_id_t`: a PCIe address such as 0000:01:00.0, ended by 0 */
export const DEVICE_ID = { size: 32 } as const;
/** `hailo_format_t` */
export const FORMAT = { size: 12, type: 0, order: 4, flags: 8 } as const;
/** `hailo_quant_info_t`: four float32 */
export const QUANT = { size: 16, zeroPoint: 0, scale: 4, min: 8, max: 12 } as const;
/** `hailo_chip_temperature_info_t` */
export const TEMPERATURE = { size: 12, first: 0, second: 4, samples: 8 } as const;
/** `hailo_{input,output}_vstream_params_by_name_t` */
export const VSTREAM_PARAMS = {
  size: 156,
  name: 0,
  format: NAME_SIZE,
  timeoutMs: NAME_SIZE + 12,
  queueSize: NAME_SIZE + 16,
} as const;
/** `hailo_network_group_info_t` */
export const GROUP_INFO = { size: 129, name: 0, isMultiContext: NAME_SIZE } as const;
/** `hailo_device_identity_t`; each text follows the byte that holds its length */
export const IDENTITY = {
  size: 140,
  firmware: 4,
  boardName: { length: 20, text: 21, room: 32 },
  isRelease: 53,
  architecture: 56,
  serialNumber: { length: 60, text: 61, room: 16 },
  partNumber: { length: 77, text: 78, room: 16 },
  productName: { length: 94, text: 95, room: 42 },
} as const;
/** `hailo_vdevice_params_t` */
export const VDEVICE_PARAMS = { size: 40, deviceCount: 0, deviceIds: 8, scheduling: 16, groupId: 24 } as const;

/** Two structs grew with 4.20, when the shapes of non-maximum suppression got a field. */
export interface InfoLayout {
  /** `hailo_vstream_info_t` */
  readonly vstream: {
    readonly size: number;
    readonly name: number;
    readonly networkName: number;
    readonly networkNameSize: number;
    readonly direction: number;
    readonly format: number;
    readonly shape: number;
    readonly quant: number;
  };
  /** `hailo_stream_info_t` */
  readonly stream: {
    readonly size: number;
    readonly shape: number;
    readonly hardwareShape: number;
    readonly dataBytes: number;
    readonly frameBytes: number;
    readonly format: number;
    readonly direction: number;
    readonly index: number;
    readonly name: number;
    readonly quant: number;
    readonly isMux: number;
  };
}

export function infoLayoutOf({ major, minor }: Pick<Version, 'major' | 'minor'>): InfoLayout {
  const grown = major > 4 || minor >= 20 ? 4 : 0;
  return {
    vstream: {
      size: 432 + grown,
      name: 0,
      networkName: NAME_SIZE,
      networkNameSize: NETWORK_NAME_SIZE,
      direction: 388,
      format: 392,
      shape: 404,
      quant: 416 + grown,
    },
    stream: {
      size: 336 + grown,
      shape: 0,
      hardwareShape: 12,
      dataBytes: 160 + grown,
      frameBytes: 164 + grown,
      format: 168 + grown,
      direction: 180 + grown,
      index: 184 + grown,
      name: 185 + grown,
      quant: 316 + grown,
      isMux: 332 + grown,
    },
  };
}
