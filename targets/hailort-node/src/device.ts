import type { Pointer } from './calls.ts';
import { HailortError } from './error.ts';
import { ARCHITECTURES, type Architecture } from './formats.ts';
import { createHandle, type Handle } from './handle.ts';
import { DEVICE_ID, IDENTITY, TEMPERATURE } from './layout.ts';
import { check, createRelease, type Native, receive, receiveList, receiveStruct } from './native.ts';
import { viewStruct } from './struct-view.ts';
import type { Version } from './version.ts';

/** Identity of a chip. */
export interface DeviceIdentity {
  readonly architecture: Architecture;
  readonly firmware: Version;
  /** Whether the firmware is a release. */
  readonly isRelease: boolean;
  readonly boardName: string;
  readonly productName: string;
  readonly serialNumber: string;
  readonly partNumber: string;
}

/** A physical chip. Calls block for a control message, some ms: not for real-time threads. */
export interface Device {
  /** @throws HailortError by the status of `hailo_identify`; 'CLOSED' */
  identify(): DeviceIdentity;
  /**
   * Both sensors of the chip, °C, each the mean of `samples` readings.
   *
   * @throws HailortError by the status of `hailo_get_chip_temperature`; 'CLOSED'
   */
  temperature(): { readonly sensorsC: readonly [number, number]; readonly samples: number };
  /**
   * One measurement of the chip's supply, W. During it the module has **no overcurrent protection**, as both use the same
   * sensor: hence the explicit consent.
   *
   * @throws HailortError 'BAD_ARGUMENT' without consent; by the status of `hailo_power_measurement`: HAILO_UNSUPPORTED_OPCODE
   * on a module without a current sensor; 'CLOSED'
   */
  measurePowerW(consent: { readonly overcurrentProtectionOff: true }): number;
}

/** A chip opened by itself, without a virtual device. */
export interface OwnDevice extends Device {
  /** Releases the chip; may be called twice. Garbage collection releases it too. */
  close(): Promise<void>;
}

/** HAILO_DVM_OPTIONS_AUTO: the sensor of the board. */
const DVM_AUTO = 0x7fffffff;
/** HAILO_POWER_MEASUREMENT_TYPES__POWER, in W; AUTO could be mA on some boards. */
const POWER = 2;

/** Addresses of all chips on PCIe: '0000:01:00.0'. */
export function scanDevices({ calls }: Native): readonly string[] {
  return receiveList({
    call: 'hailo_scan_devices',
    size: DEVICE_ID.size,
    fill: (room, count) => calls.scanDevices(null, room, count),
    read: (bytes, at) => viewStruct(bytes, at).text(0, DEVICE_ID.size),
  });
}

/** Opens a chip by its address, or any. */
export function openDevice(native: Native, id?: string): OwnDevice {
  const { calls } = native;
  const pointer = receive((cell) =>
    check('hailo_create_device_by_id', calls.createDeviceById(id === undefined ? null : deviceId(id), cell), id),
  );
  const handle = createHandle({
    what: `the device ${id ?? ''}`.trim(),
    release: createRelease('hailo_release_device', calls.releaseDevice, pointer),
  });
  return { ...createDevice(native, { pointer, handle }), close: handle.close };
}

/** The calls on an open chip, by itself or in a virtual device. */
export function createDevice({ calls }: Native, { pointer, handle }: { pointer: Pointer; handle: Handle }): Device {
  return {
    identify: () => {
      handle.assertOpen();
      return readIdentity(receiveStruct('hailo_identify', IDENTITY.size, (bytes) => calls.identify(pointer, bytes)));
    },
    temperature: () => {
      handle.assertOpen();
      const view = viewStruct(
        receiveStruct('hailo_get_chip_temperature', TEMPERATURE.size, (bytes) =>
          calls.getChipTemperature(pointer, bytes),
        ),
      );
      return {
        sensorsC: [view.f32(TEMPERATURE.first), view.f32(TEMPERATURE.second)],
        samples: view.u16(TEMPERATURE.samples),
      };
    },
    measurePowerW: (consent) => {
      handle.assertOpen();
      if (consent?.overcurrentProtectionOff !== true) {
        throw new HailortError('BAD_ARGUMENT', 'measuring power switches overcurrent protection off', {
          remedy: 'measure on a supply that limits its current, and pass { overcurrentProtectionOff: true }',
        });
      }
      const watts = new Float32Array(1);
      check('hailo_power_measurement', calls.powerMeasurement(pointer, DVM_AUTO, POWER, watts));
      return watts[0];
    },
  };
}

/** `hailo_device_id_t` of an address. */
export function deviceId(id: string): Uint8Array {
  const text = new TextEncoder().encode(id);
  if (text.length === 0 || text.length >= DEVICE_ID.size) {
    throw new HailortError('BAD_ARGUMENT', `'${id}' is not a device address`, {
      remedy: 'give one of scanDevices(), such as 0000:01:00.0',
    });
  }
  const bytes = new Uint8Array(DEVICE_ID.size);
  bytes.set(text);
  return bytes;
}

function readIdentity(bytes: Uint8Array): DeviceIdentity {
  const view = viewStruct(bytes);
  const text = ({ length, text: at, room }: { length: number; text: number; room: number }): string =>
    view.text(at, Math.min(view.u8(length), room));
  const { firmware } = IDENTITY;
  return {
    architecture: ARCHITECTURES[view.u32(IDENTITY.architecture)] ?? 'unknown',
    firmware: { major: view.u32(firmware), minor: view.u32(firmware + 4), revision: view.u32(firmware + 8) },
    isRelease: view.flag(IDENTITY.isRelease),
    boardName: text(IDENTITY.boardName),
    productName: text(IDENTITY.productName),
    serialNumber: text(IDENTITY.serialNumber),
    partNumber: text(IDENTITY.partNumber),
  };
}
