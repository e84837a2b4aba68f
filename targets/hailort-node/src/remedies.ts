import type { HailortErrorCode } from './error-code.ts';

const DRIVER = 'install the driver hailo_pci of the same version as libhailort, load it and start again; see dmesg';
const SAME_VERSION = 'install libhailort, driver and firmware of one and the same version, then reboot';
const IN_USE =
  'close the other program that uses the chip, or give every virtual device of this process the same groupId';
const OTHER_HEF =
  'compile the network for this chip: a HEF of Hailo-8 does not run on Hailo-8L, and those of Hailo-10 and 15 on neither';
const MEMORY = 'close other programs or networks; on a Raspberry Pi, raise cma= on the kernel command line';
const AGAIN = 'close the streams and open them again; if it continues, reset the chip or switch the board off and on';

const REMEDIES: Partial<Record<HailortErrorCode, string>> = {
  MISSING_KOFFI: 'run `npm install koffi` on a platform that it has a build for',
  MISSING_LIBRARY:
    'install HailoRT 4.17 to 4.24 (`apt install hailo-all` on Raspberry Pi OS) or 5.x (`hailo-h10-all`), or name the file',
  MISSING_NATIVE_PART: 'run `make` in the folder native of this package, on the computer that has HailoRT 5',
  UNSUPPORTED_VERSION: 'install HailoRT 4.17 to 4.24 for a Hailo-8 or -8L, 5.x for a Hailo-10H',
  BAD_ARGUMENT: 'pass what the documentation of the call requires',
  CLOSED: 'open it again; an object cannot be used after close()',
  BUSY: 'wait for the run under way to end, or open further streams',
  OUT_OF_STEP: 'close the streams and open them again',
  UNKNOWN_STATUS: 'see the log of libhailort; a newer libhailort may have replaced the one that was checked',
  HAILO_TIMEOUT: 'close the streams and open them again, with a longer timeoutMs if the network is slow',
  HAILO_OUT_OF_HOST_MEMORY: MEMORY,
  HAILO_OUT_OF_HOST_CMA_MEMORY: MEMORY,
  // https://github.com/hailo-ai/hailort-drivers: linux/pcie/hailo_pci.conf; https://github.com/blakeblackshear/frigate/pull/21882
  HAILO_INTERNAL_FAILURE:
    'see hailort.log: after "max_desc_page_size … is bigger than hw max desc page size", write `options hailo_pci force_desc_page_size=4096` ' +
    'into /etc/modprobe.d/hailo_pci.conf (for a Hailo-10H hailo1x_pci, in both) and reboot',
  // CONTROL_PROTOCOL__MAX_CONTEXT_SWITCH_APPLICATIONS, and `VdmaDevice::create_core_ops_metadata`, which never forgets one.
  HAILO_INVALID_OPERATION:
    'see hailort.log: after "Can\'t add … core-ops", close every virtual device of the group, or start the program again: a chip takes 32 networks until then',
  HAILO_OUT_OF_FW_MEMORY: 'configure fewer networks at once',
  HAILO_OPEN_FILE_FAILURE: 'check that the file is there and that this user may read it',
  HAILO_FILE_OPERATION_FAILURE: 'check that the file is there and that this user may read it',
  HAILO_INVALID_HEF: `check that the file is a whole HEF; up to 4.20 this is also the error of a HEF for another chip: ${OTHER_HEF}`,
  HAILO_HEF_FILE_CORRUPTED: 'copy the HEF again and compare its checksum',
  HAILO_HEF_NOT_SUPPORTED: 'compile the network with a Dataflow Compiler of the line of this HailoRT (3.x for 4.x)',
  HAILO_HEF_NOT_COMPATIBLE_WITH_DEVICE: OTHER_HEF,
  HAILO_INVALID_DEVICE_ARCHITECTURE: OTHER_HEF,
  HAILO_DEVICE_IN_USE: IN_USE,
  HAILO_OUT_OF_PHYSICAL_DEVICES: `check that \`hailortcli scan\` lists a chip; if it does, ${IN_USE}`,
  HAILO_DRIVER_NOT_INSTALLED: DRIVER,
  HAILO_DRIVER_OPERATION_FAILED: 'see dmesg; check that this user may open /dev/hailo0 and that the module sits well',
  HAILO_DRIVER_TIMEOUT: AGAIN,
  HAILO_INVALID_DRIVER_VERSION: SAME_VERSION,
  HAILO_DRIVER_INVALID_RESPONSE: SAME_VERSION,
  HAILO_DRIVER_INVALID_IOCTL: SAME_VERSION,
  HAILO_UNSUPPORTED_FW_VERSION: SAME_VERSION,
  HAILO_UNSUPPORTED_CONTROL_PROTOCOL_VERSION: SAME_VERSION,
  HAILO_INVALID_SERVICE_VERSION: SAME_VERSION,
  HAILO_STREAM_ABORT: AGAIN,
  HAILO_COMMUNICATION_CLOSED: AGAIN,
  HAILO_INVALID_HEF_USE: 'open the HEF from memory: openHef(bytes) instead of its path',
  HAILO_OPERATION_ABORTED: AGAIN,
  HAILO_DEVICE_NOT_CONNECTED:
    'check that the module sits well and that `lspci -d 1e60:` lists it; then switch the board off and on',
  HAILO_DEVICE_TEMPORARILY_UNAVAILABLE: 'try again in a second: the chip is starting or serves another program',
  HAILO_UNSUPPORTED_OPCODE: 'this board cannot do it: modules without a current sensor measure no power',
  HAILO_NOT_SUPPORTED: 'this chip or this build of libhailort cannot do it',
};

const GENERAL = 'see hailort.log and dmesg, and hailo.ai for what this status means';

/** The remedy for every error code. */
export function remedyOf(code: HailortErrorCode): string {
  return REMEDIES[code] ?? GENERAL;
}
