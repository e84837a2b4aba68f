import { createRequire } from 'node:module';
import { NeurorackError } from '@neurorack/contracts/errors';

/** A chip on an SPI bus. Calls block, and only the thread that opened it may make them. */
export interface SpiChip {
  /** '/dev/spidev0.0', for messages. */
  readonly path: string;
  /** Sends `bytes` and overwrites them with the answer. @throws NeurorackError 'device-fault' */
  transfer(bytes: Uint8Array): void;
  close(): void;
}

/** The part of the package spi-device (3.1) that is used. */
interface SpiPackage {
  openSync(
    bus: number,
    device: number,
    options: { mode: number; maxSpeedHz: number },
  ): {
    transferSync(
      messages: { sendBuffer: Buffer; receiveBuffer: Buffer; byteLength: number; speedHz: number }[],
    ): unknown;
    closeSync(): unknown;
  };
}

/**
 * Opens /dev/spidev<bus>.<device>, through the package spi-device.
 *
 * @throws NeurorackError 'missing-library', or 'missing-device' when there is no such bus or the user may not open it
 */
export function openSpi(bus: number, device: number, speedHz: number, load: () => SpiPackage = loadPackage): SpiChip {
  const path = `/dev/spidev${bus}.${device}`;
  const library = load();
  let chip: ReturnType<SpiPackage['openSync']>;
  try {
    chip = library.openSync(bus, device, { mode: 0, maxSpeedHz: speedHz });
  } catch (cause) {
    throw new NeurorackError('missing-device', `${path} cannot be opened`, {
      remedy:
        'switch SPI on (Raspberry Pi: `dtparam=spi=on` in /boot/firmware/config.txt) and add the user to the group spi',
      cause,
    });
  }
  return {
    path,
    transfer: (bytes) => {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      try {
        chip.transferSync([{ sendBuffer: buffer, receiveBuffer: buffer, byteLength: bytes.length, speedHz }]);
      } catch (cause) {
        throw new NeurorackError('device-fault', `${path} does not transfer`, {
          remedy: 'check the wiring of the bus',
          cause,
        });
      }
    },
    close: () => void chip.closeSync(),
  };
}

function loadPackage(): SpiPackage {
  try {
    return createRequire(import.meta.url)('spi-device');
  } catch (cause) {
    throw new NeurorackError('missing-library', 'the package spi-device is not installed', {
      remedy: 'run `npm install spi-device` on the board (it needs a C compiler: `sudo apt install build-essential`)',
      cause,
    });
  }
}
