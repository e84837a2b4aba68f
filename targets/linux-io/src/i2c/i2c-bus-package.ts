import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { I2c, I2cBus } from './i2c-bus.ts';
import { openFault, transferFault } from './i2c-fault.ts';

/** The part of the package i2c-bus (5.2) that is used. */
export interface I2cBusPackage {
  openSync(busNumber: number): {
    i2cReadSync(address: number, length: number, buffer: Buffer): number;
    i2cWriteSync(address: number, length: number, buffer: Buffer): number;
    closeSync(): void;
  };
}

export interface I2cBusPackageOptions {
  readonly load?: () => I2cBusPackage;
  /** Checks that a bus can be opened and throws the system's error if not: the package opens it only at its first transaction. */
  readonly checkBus?: (path: string) => void;
}

/** I²C by the package i2c-bus, for boards on which a single thread uses the bus: a second thread of the process cannot load the package. */
export function createI2cBusPackage({ load = loadPackage, checkBus = openOnce }: I2cBusPackageOptions = {}): I2c {
  return {
    open: (number): I2cBus => {
      const path = `/dev/i2c-${number}`;
      const library = load();
      try {
        checkBus(path);
      } catch (cause) {
        throw openFault(path, cause);
      }
      const bus = library.openSync(number);
      const transfer = (address: number, action: () => void): void => {
        try {
          action();
        } catch (cause) {
          throw transferFault(path, address, cause);
        }
      };
      return {
        path,
        write: (address, bytes) => transfer(address, () => bus.i2cWriteSync(address, bytes.length, bufferOf(bytes))),
        read: (address, into) => transfer(address, () => bus.i2cReadSync(address, into.length, bufferOf(into))),
        close: () => bus.closeSync(),
      };
    },
  };
}

/** The package takes a Buffer; this one shares the memory of `bytes`. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function openOnce(path: string): void {
  closeSync(openSync(path, 'r+'));
}

function loadPackage(): I2cBusPackage {
  try {
    return createRequire(import.meta.url)('i2c-bus');
  } catch (cause) {
    throw new NeurorackError('missing-library', 'the package i2c-bus is not usable in this thread', {
      remedy:
        'run `npm install i2c-bus` on the board (it needs a C compiler: `sudo apt install build-essential`), or leave `i2c: i2c-bus` out of the board file',
      cause,
    });
  }
}
