import { type ErrorKind, NeurorackError } from '@neurorack/contracts/errors';
import { type HailortErrorCode, isHailortError } from 'hailort-node';

/** Error kinds of libhailort's codes; every other code is a 'device-fault'. */
const KINDS: Partial<Record<HailortErrorCode, ErrorKind>> = {
  MISSING_KOFFI: 'missing-library',
  MISSING_LIBRARY: 'missing-library',
  MISSING_NATIVE_PART: 'missing-library',
  UNSUPPORTED_VERSION: 'missing-library',
  HAILO_INVALID_DRIVER_VERSION: 'missing-library',
  HAILO_INVALID_SERVICE_VERSION: 'missing-library',
  HAILO_DRIVER_INVALID_RESPONSE: 'missing-library',
  HAILO_DRIVER_INVALID_IOCTL: 'missing-library',
  HAILO_UNSUPPORTED_FW_VERSION: 'missing-library',
  HAILO_DRIVER_NOT_INSTALLED: 'missing-device',
  HAILO_OUT_OF_PHYSICAL_DEVICES: 'missing-device',
  HAILO_NOT_FOUND: 'missing-device',
  HAILO_DEVICE_IN_USE: 'busy',
  BUSY: 'busy',
  HAILO_OPEN_FILE_FAILURE: 'bad-file',
  HAILO_FILE_OPERATION_FAILURE: 'bad-file',
  HAILO_INVALID_HEF: 'bad-model',
  HAILO_HEF_FILE_CORRUPTED: 'bad-model',
  HAILO_HEF_NOT_SUPPORTED: 'bad-model',
  HAILO_HEF_NOT_COMPATIBLE_WITH_DEVICE: 'bad-model',
  HAILO_INVALID_DEVICE_ARCHITECTURE: 'bad-model',
  BAD_ARGUMENT: 'bad-model',
  HAILO_TIMEOUT: 'timeout',
};

/** The NeurorackError of an error of hailort-node, its message starting with `about`; other errors are returned unchanged. */
export function toNeurorackError(error: unknown, about: string): unknown {
  if (!isHailortError(error)) return error;
  return new NeurorackError(KINDS[error.code] ?? 'device-fault', `${about}: ${error.message}`, {
    remedy: error.remedy,
    cause: error,
  });
}
