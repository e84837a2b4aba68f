import { NeurorackError } from '@neurorack/contracts/errors';
import type { I2c, I2cBus } from '../i2c/i2c-bus.ts';
import { openFault, transferFault } from '../i2c/i2c-fault.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A chip on the simulated bus: its reactions to transactions by its data sheet. */
export interface SimulatedChip {
  /** Receives all bytes after the address; throws to refuse one of them. */
  write(bytes: Uint8Array): void;
  read(into: Uint8Array): void;
}

/** One transaction, as a bus analyser would show it. */
export interface Transaction {
  readonly direction: 'write' | 'read';
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly startUs: number;
  readonly endUs: number;
}

export type I2cFault = 'no-acknowledge' | 'stuck' | 'all-ones';

/** A simulated I²C bus with chips: advances virtual time by its bits, records every transaction, injects faults. */
export interface SimulatedI2c extends I2c {
  /** Attaches a chip; undefined detaches it. */
  attach(address: number, chip: SimulatedChip | undefined): void;
  /** Injects a fault from now on; undefined ends it. */
  setFault(fault: I2cFault | undefined): void;
  readonly transactions: readonly Transaction[];
  clear(): void;
}

/** Start, address and direction, acknowledge; 8 data bits and their acknowledge; stop. */
const bitsOf = (bytes: number): number => 1 + 9 + 9 * bytes + 1;

export function createSimulatedI2c(options: {
  readonly time: VirtualTime;
  readonly bitsPerSecond?: number;
  /** Buses that exist. Default 1. */
  readonly numbers?: readonly number[];
}): SimulatedI2c {
  const { time, bitsPerSecond = 400_000, numbers = [1] } = options;
  const chips = new Map<number, SimulatedChip>();
  let transactions: Transaction[] = [];
  let fault: I2cFault | undefined;

  function transfer(path: string, direction: Transaction['direction'], address: number, bytes: Uint8Array): void {
    const startUs = time.nowUs();
    if (fault === 'stuck') throw transferFault(path, address, withCode('ETIMEDOUT'));
    const chip = chips.get(address);
    if (chip === undefined || fault === 'no-acknowledge') {
      time.advance((bitsOf(0) / bitsPerSecond) * 1e6);
      throw transferFault(path, address, withCode('EREMOTEIO'));
    }
    time.advance((bitsOf(bytes.length) / bitsPerSecond) * 1e6);
    if (direction === 'write') chip.write(bytes);
    else if (fault === 'all-ones') bytes.fill(0xff);
    else chip.read(bytes);
    transactions.push({ direction, address, bytes: bytes.slice(), startUs, endUs: time.nowUs() });
  }

  return {
    open: (number) => {
      const path = `/dev/i2c-${number}`;
      if (!numbers.includes(number)) throw openFault(path, withCode('ENOENT'));
      let isOpen = true;
      const use = (direction: Transaction['direction'], address: number, bytes: Uint8Array): void => {
        if (!isOpen) throw new NeurorackError('device-fault', `${path} is closed`, { remedy: 'open it again' });
        transfer(path, direction, address, bytes);
      };
      const bus: I2cBus = {
        path,
        write: (address, bytes) => use('write', address, bytes),
        read: (address, into) => use('read', address, into),
        close: () => {
          isOpen = false;
        },
      };
      return bus;
    },
    attach: (address, chip) => {
      if (chip === undefined) chips.delete(address);
      else chips.set(address, chip);
    },
    setFault: (next) => {
      fault = next;
    },
    get transactions() {
      return transactions;
    },
    clear: () => {
      transactions = [];
    },
  };
}

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}
