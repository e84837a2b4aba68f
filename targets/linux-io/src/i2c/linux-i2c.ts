import { createRequire } from 'node:module';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { I2c } from './i2c-bus.ts';
import { openFault, transferFault } from './i2c-fault.ts';

/** The part of the package i2c-bus (5.2) that is used. */
interface I2cBusPackage {
  openSync(number: number): {
    i2cWriteSync(address: number, length: number, buffer: Buffer): number;
    i2cReadSync(address: number, length: number, buffer: Buffer): number;
    closeSync(): void;
  };
}

/** I²C by the kernel's /dev/i2c-N, through the package i2c-bus, which is loaded at the first `open`. */
export function createLinuxI2c(load: () => I2cBusPackage = loadPackage): I2c {
  return {
    open: (number) => {
      const path = `/dev/i2c-${number}`;
      const library = load();
      const bus = attempt(
        () => library.openSync(number),
        (cause) => openFault(path, cause),
      );
      return {
        path,
        write: (address, bytes) => {
          attempt(
            () => bus.i2cWriteSync(address, bytes.length, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)),
            (cause) => transferFault(path, address, cause),
          );
        },
        read: (address, into) => {
          attempt(
            () => bus.i2cReadSync(address, into.length, Buffer.from(into.buffer, into.byteOffset, into.length)),
            (cause) => transferFault(path, address, cause),
          );
        },
        close: () => bus.closeSync(),
      };
    },
  };
}

function attempt<T>(action: () => T, fault: (cause: unknown) => NeurorackError): T {
  try {
    return action();
  } catch (cause) {
    throw fault(cause);
  }
}

function loadPackage(): I2cBusPackage {
  try {
    return createRequire(import.meta.url)('i2c-bus');
  } catch (cause) {
    throw new NeurorackError('missing-library', 'the package i2c-bus is not installed', {
      remedy: 'run `npm install i2c-bus` on the board (it needs a C compiler: `sudo apt install build-essential`)',
      cause,
    });
  }
}
