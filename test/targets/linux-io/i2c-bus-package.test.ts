import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { createAds1x15, createI2cBusPackage, type I2c, type I2cBusPackage } from '@neurorack/linux-io';
import {
  createSimulatedAds1x15,
  createSimulatedI2c,
  createVirtualTime,
  type SimulatedI2c,
} from '@neurorack/linux-io/simulators';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectNamedError } from '../../../testing/named-error.ts';
import { describeCvInput } from '../../conformance/cv-input.ts';

const require = createRequire(import.meta.url);
const isInstalled = (() => {
  try {
    return require('i2c-bus') !== undefined;
  } catch {
    return false;
  }
})();

const ADDRESS = 0x48;
const noCheck = (): void => undefined;

/** The package's calls on a simulated bus. */
function createFakePackage(i2c: SimulatedI2c): I2cBusPackage {
  return {
    openSync: (number) => {
      const bus = i2c.open(number);
      return {
        i2cReadSync: (address, length, buffer) => {
          bus.read(address, buffer.subarray(0, length));
          return length;
        },
        i2cWriteSync: (address, length, buffer) => {
          bus.write(address, buffer.subarray(0, length));
          return length;
        },
        closeSync: () => bus.close(),
      };
    },
  };
}

/** An ADS1015 on a simulated bus, read through a driver. */
function createBench(openDriver: (i2c: SimulatedI2c) => I2c) {
  const time = createVirtualTime();
  const i2c = createSimulatedI2c({ time });
  const adc = createSimulatedAds1x15('ads1015', time);
  i2c.attach(ADDRESS, adc);
  const bus = openDriver(i2c).open(1);
  const cv = createAds1x15({ chip: 'ads1015', bus, address: ADDRESS, clock: time, waitUntil: time.waitUntil });
  return { i2c, bus, cv, set: (channel: number, volts: number) => void (adc.volts[channel] = volts) };
}

describeCvInput({
  name: 'an ADS1015 through the calls of i2c-bus',
  create: () => createBench((i2c) => createI2cBusPackage({ load: () => createFakePackage(i2c), checkBus: noCheck })),
  toleranceVolts: 0.001,
});

describe('i2c-bus', () => {
  it('reports a missing bus when it is opened', () => {
    const load = (): I2cBusPackage => createFakePackage(createSimulatedI2c({ time: createVirtualTime() }));
    expectNamedError(() => createI2cBusPackage({ load }).open(77), 'missing-device', 'there is no /dev/i2c-77');
  });

  it.skipIf(isInstalled)('names the install step when it is not installed', () => {
    expectNamedError(() => createI2cBusPackage().open(1), 'missing-library', 'i2c-bus');
  });
});

describe.skipIf(!isInstalled)('the package i2c-bus', () => {
  /** The bus behind the package's files. */
  let simulated: SimulatedI2c | undefined;
  const native: { setAddrSync(file: number, address: number, isForced: boolean): void } = isInstalled
    ? require('i2c-bus/build/Release/i2c.node')
    : { setAddrSync: noCheck };
  const FIRST_FILE = 1_000_000;

  beforeAll(() => {
    // The package calls node's file functions and one native function, which selects the chip: the simulated bus replaces both.
    const fs: typeof import('node:fs') = require('node:fs');
    const addresses = new Map<number, number>();
    const original = { openSync: fs.openSync, readSync: fs.readSync, writeSync: fs.writeSync, closeSync: fs.closeSync };
    vi.spyOn(fs, 'openSync').mockImplementation((path, ...others) =>
      path === '/dev/i2c-1' ? FIRST_FILE + addresses.size : original.openSync(path, ...others),
    );
    vi.spyOn(fs, 'closeSync').mockImplementation((file) => {
      if (file < FIRST_FILE) original.closeSync(file);
    });
    vi.spyOn(native, 'setAddrSync').mockImplementation((file, address) => void addresses.set(file, address));
    const transfer = (file: number, direction: 'read' | 'write', bytes: Uint8Array): number => {
      simulated?.open(1)[direction](addresses.get(file) ?? -1, bytes);
      return bytes.length;
    };
    vi.spyOn(fs, 'readSync').mockImplementation((file, buffer) => transfer(file, 'read', bytesOf(buffer)));
    vi.spyOn(fs, 'writeSync').mockImplementation((file, buffer) =>
      typeof buffer === 'string' ? original.writeSync(file, buffer) : transfer(file, 'write', bytesOf(buffer)),
    );
  });
  afterAll(() => {
    vi.restoreAllMocks();
  });

  const openReal = (i2c: SimulatedI2c): I2c => {
    simulated = i2c;
    return createI2cBusPackage({ checkBus: noCheck });
  };
  describeCvInput({
    name: 'an ADS1015 through the package',
    create: () => createBench(openReal),
    toleranceVolts: 0.001,
  });

  it('names a chip that does not answer', () => {
    const { bus } = createBench(openReal);
    expectNamedError(() => bus.write(0x3c, Uint8Array.of(0)), 'device-fault', 'the chip at 0x3c on /dev/i2c-1');
  });
});

describe.skipIf(!isInstalled)('the native part of i2c-bus', () => {
  it('makes the ioctl that selects a chip, which other files refuse', () => {
    const native = require('i2c-bus/build/Release/i2c.node');
    const { openSync, closeSync } = require('node:fs');
    const file = openSync('/dev/null', 'r+');
    expect(() => native.setAddrSync(file, ADDRESS, false)).toThrow(/ENOTTY/);
    closeSync(file);
  });

  it('cannot be loaded by a second thread while another thread has it', async () => {
    const source = `
      const { parentPort } = require('node:worker_threads');
      try { require(${JSON.stringify(require.resolve('i2c-bus'))}); parentPort.postMessage('loaded'); }
      catch (error) { parentPort.postMessage(error.message.split(':')[0]); }
      setInterval(() => {}, 1000);`;
    const workers: Worker[] = [];
    const answers: unknown[] = [];
    for (let n = 0; n < 2; n++) {
      const worker = new Worker(source, { eval: true });
      workers.push(worker);
      answers.push(await new Promise((resolve) => worker.once('message', resolve)));
    }
    await Promise.all(workers.map((worker) => worker.terminate()));
    expect(answers).toContain('Module did not self-register');
  });
});

function bytesOf(view: NodeJS.ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
