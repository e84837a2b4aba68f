import { createLinuxI2c, type I2cKernel } from '@neurorack/linux-io';
import { describe, expect, it } from 'vitest';
import { expectNamedError } from '../../../testing/named-error.ts';

/** A kernel that records its calls, with a chip at 0x48 that answers 0x12, 0x34. */
function createKernel(): I2cKernel & { readonly calls: string[] } {
  const calls: string[] = [];
  const chosen = new Map<number, number>();
  const refuse = (code: string): never => {
    throw Object.assign(new Error(code), { code });
  };
  const answers = (file: number): void => void (chosen.get(file) === 0x48 || refuse('ENXIO'));
  return {
    calls,
    open: (path) => (path === '/dev/i2c-1' ? calls.push(`open ${path}`) : refuse('ENOENT')),
    selectChip: (file, address) => {
      calls.push(`choose ${address.toString(16)}`);
      chosen.set(file, address);
    },
    write: (file, bytes) => {
      answers(file);
      calls.push(`write ${Buffer.from(bytes).toString('hex')}`);
    },
    read: (file, into) => {
      answers(file);
      into.set([0x12, 0x34]);
      calls.push(`read ${into.length}`);
    },
    close: () => void calls.push('close'),
  };
}

describe("I2C by the kernel's own files", () => {
  it('selects a chip once, and again after another one was selected', () => {
    const kernel = createKernel();
    const bus = createLinuxI2c(() => kernel).open(1);
    const word = new Uint8Array(2);
    bus.write(0x48, Uint8Array.of(0));
    bus.read(0x48, word);
    expectNamedError(
      () => bus.write(0x3c, Uint8Array.of(0)),
      'device-fault',
      'the chip at 0x3c on /dev/i2c-1 does not answer',
    );
    bus.write(0x48, Uint8Array.of(1, 0xc3, 0x83));
    bus.close();
    expect([...word]).toEqual([0x12, 0x34]);
    expect(kernel.calls).toEqual([
      'open /dev/i2c-1',
      ...['choose 48', 'write 00', 'read 2'],
      'choose 3c',
      ...['choose 48', 'write 01c383', 'close'],
    ]);
  });

  it('reports a missing bus', () => {
    expectNamedError(() => createLinuxI2c(createKernel).open(7), 'missing-device', 'there is no /dev/i2c-7');
  });
});
