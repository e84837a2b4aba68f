import type { BoardConfig } from '@neurorack/contracts/board';
import type { Clock } from '@neurorack/contracts/clock';
import {
  createSimulatedAds1x15,
  createSimulatedGreyOled,
  createSimulatedIoExpander,
  createSimulatedOled,
  type SimulatedAds1x15,
  type SimulatedChip,
  type SimulatedIoExpander,
  type SimulatedOled,
} from '@neurorack/linux-io/simulators';
import type { BusFaults } from './faults.ts';
import type { BusRequest, BusResponse } from './relay.ts';

/** Errors that i2c adapters report for a chip that does not acknowledge, a line that is held down, and a byte that is refused. */
const ENXIO = -6;
const ETIMEDOUT = -110;
const EIO = -5;

/** Noise of a converter with a loose ground, volts: standard deviation. */
const NOISE_VOLTS = 0.02;

/** The chips of a panel, on their bus. */
export interface ChipBus {
  respond(request: BusRequest): BusResponse;
  /** Detents, clockwise positive, at an encoder behind the expander; nothing where there is none. */
  turn(steps: number): void;
}

export interface ChipBusOptions {
  readonly panel: NonNullable<BoardConfig['panel']>;
  /** Volts at the converter's inputs now: four. */
  readonly volts: Float64Array;
  readonly faults: BusFaults;
  readonly clock: Clock;
  /** Seed of the noise. */
  readonly seed?: number;
}

/**
 * The chips of a panel by their data sheets (the simulators of the drivers' tests). The same requests at the same times get the same
 * responses: noise comes from a seed.
 */
export function createChipBus({ panel, volts, faults, clock, seed = 1 }: ChipBusOptions): ChipBus {
  // Real time passes: the chips' delays need no simulation.
  const time = { nowUs: clock.nowUs, advance: () => undefined, waitUntil: () => undefined };
  const { cv, display, knob } = panel;
  const chips = new Map<number, SimulatedChip>();
  const adcAddress = cv?.address ?? 0x48;
  let adc: SimulatedAds1x15 | undefined;
  let expander: SimulatedIoExpander | undefined;
  if (cv !== undefined && cv.adc !== 'mcp3208') {
    adc = createSimulatedAds1x15(cv.adc, time);
    chips.set(adcAddress, adc);
  }
  if (display !== undefined) chips.set(display.address, createDisplay(display.controller));
  if (knob?.kind === 'io-expander') {
    expander = createSimulatedIoExpander();
    chips.set(knob.address, expander);
  }
  const noise = createNoise(seed);

  function moveVoltages(): void {
    if (adc === undefined || faults.has('adc-frozen')) return;
    const amount = faults.has('adc-noisy') ? NOISE_VOLTS : 0;
    for (let n = 0; n < adc.volts.length; n++) adc.volts[n] = volts[n] + (amount === 0 ? 0 : amount * noise());
  }

  const isGone = (address: number): boolean =>
    (address === adcAddress && faults.has('adc-gone')) || (address === display?.address && faults.has('display-gone'));

  return {
    respond: ({ address, isRead, length, bytes }) => {
      if (faults.has('bus-stuck')) return { status: ETIMEDOUT };
      const chip = chips.get(address);
      if (chip === undefined || isGone(address)) return { status: ENXIO };
      if (chip === adc) moveVoltages();
      try {
        if (!isRead) {
          chip.write(bytes);
          return { status: 0 };
        }
        const answer = new Uint8Array(length);
        chip.read(answer);
        return { status: 0, bytes: answer };
      } catch {
        return { status: EIO };
      }
    },
    turn: (steps) => expander?.turn(steps),
  };
}

/** The display's model, by the name that panels give its controller. */
export function createDisplay(controller: 'ssd1306' | 'sh1106' | 'ssd1327' | 'ssd1362'): SimulatedOled {
  return controller === 'ssd1306' || controller === 'sh1106'
    ? createSimulatedOled(controller)
    : createSimulatedGreyOled(controller);
}

/** Numbers of a normal distribution: the sum of twelve evenly spread ones, less 6; mulberry32 spreads them. */
function createNoise(seed: number): () => number {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => {
    let sum = -6;
    for (let n = 0; n < 12; n++) sum += next();
    return sum;
  };
}
