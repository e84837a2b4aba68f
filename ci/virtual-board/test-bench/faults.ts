/** Faults of the chips on the bus; each is switched separately. */
export const BUS_FAULTS = ['adc-gone', 'display-gone', 'bus-stuck', 'adc-frozen', 'adc-noisy'] as const;

/** Other faults. */
export const TEST_BENCH_FAULTS = ['gate-chatter', 'audio-unplugged', 'disk-full', 'clock-jump'] as const;

export type TestBenchFault = (typeof TEST_BENCH_FAULTS)[number];
export type BusFault = (typeof BUS_FAULTS)[number];

/** Faults of a bus that another thread switches. */
export interface BusFaults {
  set(fault: BusFault, isOn: boolean): void;
  has(fault: BusFault): boolean;
}

export const createFaultsMemory = (): SharedArrayBuffer => new SharedArrayBuffer(4);

export function openBusFaults(memory: SharedArrayBuffer): BusFaults {
  const bits = new Int32Array(memory);
  const bit = (fault: BusFault): number => 1 << BUS_FAULTS.indexOf(fault);
  return {
    set: (fault, isOn) => void (isOn ? Atomics.or(bits, 0, bit(fault)) : Atomics.and(bits, 0, ~bit(fault))),
    has: (fault) => (Atomics.load(bits, 0) & bit(fault)) !== 0,
  };
}

/** Whether a fault is one of the bus. */
export function isBusFault(fault: BusFault | TestBenchFault): fault is BusFault {
  return BUS_FAULTS.some((name) => name === fault);
}
