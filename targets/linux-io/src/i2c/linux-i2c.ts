import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { I2c } from './i2c-bus.ts';
import { openFault, transferFault } from './i2c-fault.ts';

/** Of <linux/i2c-dev.h>: sets the chip address for reads and writes of this file. */
const I2C_SLAVE = 0x0703;

/** The system calls of /dev/i2c-N; each throws an error with the system's `code`. */
export interface I2cKernel {
  open(path: string): number;
  /** Selects the chip for the following transactions. */
  selectChip(file: number, address: number): void;
  /** One transaction. */
  write(file: number, bytes: Uint8Array): void;
  read(file: number, into: Uint8Array): void;
  close(file: number): void;
}

/**
 * I²C by the kernel's /dev/i2c-N. Any number of threads may open the same bus; the kernel serialises their transactions. The instrument
 * reads the converter in one thread and drives the display in another, while only one thread can load the package i2c-bus.
 */
export function createLinuxI2c(load: () => I2cKernel = loadKernel): I2c {
  return {
    open: (number) => {
      const path = `/dev/i2c-${number}`;
      const kernel = load();
      const file = attempt(
        () => kernel.open(path),
        (cause) => openFault(path, cause),
      );
      let chosen: number | undefined;
      const transfer = (address: number, action: () => void): void =>
        attempt(
          () => {
            if (chosen !== address) kernel.selectChip(file, address);
            chosen = address;
            action();
          },
          (cause) => transferFault(path, address, cause),
        );
      return {
        path,
        write: (address, bytes) => transfer(address, () => kernel.write(file, bytes)),
        read: (address, into) => transfer(address, () => kernel.read(file, into)),
        close: () => kernel.close(file),
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

/** Linux's own system calls: node's file functions, and koffi for the ioctl that node lacks. */
function loadKernel(): I2cKernel {
  try {
    const koffi: typeof import('koffi') = createRequire(import.meta.url)('koffi');
    const ioctl = koffi.load('libc.so.6').func('int ioctl(int fd, unsigned long request, ...)');
    return {
      open: (path) => openSync(path, 'r+'),
      selectChip: (file, address) => {
        if (ioctl(file, I2C_SLAVE, 'long', address) >= 0) return;
        const number = koffi.errno();
        const code = Object.entries(koffi.os.errno).find(([, value]) => value === number)?.[0] ?? `errno ${number}`;
        throw Object.assign(new Error(`${code}: address 0x${address.toString(16)}`), { code });
      },
      write: (file, bytes) => void writeSync(file, bytes),
      read: (file, into) => void readSync(file, into),
      close: closeSync,
    };
  } catch (cause) {
    throw new NeurorackError('missing-library', 'the package koffi is not usable', {
      remedy: 'run `npm install koffi` on the board',
      cause,
    });
  }
}
