import type { BoardConfig, CvWiring, PanelWiring } from '@neurorack/contracts/board';
import type { Clock } from '@neurorack/contracts/clock';
import type { CvInput } from '@neurorack/contracts/cv-input';
import type { Display } from '@neurorack/contracts/display';
import { NeurorackError } from '@neurorack/contracts/errors';
import type { GateInput } from '@neurorack/contracts/gate-input';
import type { Knob } from '@neurorack/contracts/knob';
import type { BoardInputs } from '@neurorack/contracts/target';
import { createAds1x15 } from './adc/ads1x15.ts';
import { createMcp3208 } from './adc/mcp3208.ts';
import { openSpi, type SpiChip } from './adc/spi-bus.ts';
import { createGpio } from './gpio/gpio-character-device.ts';
import { createGpioGates } from './gpio/gpio-gates.ts';
import { createLinuxGpioKernel } from './gpio/gpio-kernel.ts';
import type { Gpio, GpioLines } from './gpio/gpio-lines.ts';
import { openRpio, type Rpio } from './gpio/rpio.ts';
import { createRpioGates } from './gpio/rpio-gates.ts';
import { createRpioLines } from './gpio/rpio-lines.ts';
import type { I2c } from './i2c/i2c-bus.ts';
import { createI2cBusPackage } from './i2c/i2c-bus-package.ts';
import { createLinuxI2c } from './i2c/linux-i2c.ts';
import { createEncoderKnob } from './knob/encoder-knob.ts';
import { createIoExpanderKnob } from './knob/io-expander-knob.ts';
import { createSh1106 } from './oled/sh1106.ts';
import { createSsd1306 } from './oled/ssd1306.ts';
import { createSsd1327 } from './oled/ssd1327.ts';
import { createSsd1362 } from './oled/ssd1362.ts';
import { createWait, type WaitUntil } from './wait.ts';

/** SPI clock of an MCP3208 at 3.3 V, which allows slightly more than 1 MHz. */
const SPI_HZ = 1_000_000;

/** Pause of a display on the same bus between two pages, ms: a round of four readings at 400 kHz, rounded up. */
const ROUND_MS = { ads1015: 3, ads1115: 7, mcp3208: 0 } as const;

const DISPLAYS = {
  ssd1306: createSsd1306,
  sh1106: createSh1106,
  ssd1327: createSsd1327,
  ssd1362: createSsd1362,
} as const;

/** Buses and GPIO lines that the drivers use; tests pass simulators. */
export interface LinuxIo {
  readonly i2c: I2c;
  readonly gpio: Gpio;
  /** For boards with `driver: rpio` in their file. @throws as `openRpio` */
  readonly openRpio: () => Rpio;
  readonly openSpi: (bus: number) => SpiChip;
  readonly waitUntil: WaitUntil;
}

/** The kernel's buses and GPIO lines, through the packages that the board file names. */
export function createLinuxIo(clock: Clock, { i2c }: Pick<BoardConfig, 'i2c'> = {}): LinuxIo {
  let rpio: Rpio | undefined;
  return {
    i2c: i2c === 'i2c-bus' ? createI2cBusPackage() : createLinuxI2c(),
    openRpio: () => {
      rpio ??= openRpio();
      return rpio;
    },
    gpio: createGpio({ kernel: createLinuxGpioKernel(), clock }),
    openSpi: (bus) => openSpi(bus, 0, SPI_HZ),
    waitUntil: createWait(clock),
  };
}

/**
 * Opens jacks and knob of a board's panel. An input that does not open throws the reason at each read, as a failed one does; the other
 * inputs work.
 *
 * @throws NeurorackError 'missing-device' when the panel has inputs and none of them opens
 */
export function openPanelInputs(options: {
  readonly board: BoardConfig;
  readonly clock: Clock;
  readonly io?: LinuxIo;
}): BoardInputs {
  const { board, clock, io = createLinuxIo(clock, options.board) } = options;
  const { panel } = board;
  const faults: NeurorackError[] = [];
  const attempt = <T>(open: () => T | undefined, without: (fail: () => never) => T): T | undefined => {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof NeurorackError)) throw error;
      faults.push(error);
      return without(() => {
        throw error;
      });
    }
  };
  if (panel === undefined) return {};
  const close = async (): Promise<void> => undefined;
  const cv = attempt(
    () => panel.cv && openCv(board, panel.cv, clock, io),
    (fail) => ({ channels: panel.cv?.jacks.length ?? 0, read: fail, close }),
  );
  const gates = attempt<GateInput>(
    () => openGates(board, panel, clock, io),
    (fail) => ({ kind: 'edges', gates: panel.gates?.jacks.length ?? 0, poll: fail, close }),
  );
  const knob = attempt<Knob>(
    () => openKnob(board, panel, clock, io),
    (fail) => ({ poll: fail, close }),
  );
  const inputCount = [cv, gates, knob].filter((input) => input !== undefined).length;
  if (faults.length > 0 && faults.length === inputCount) {
    throw new NeurorackError('missing-device', `no input of the panel ${panel.id} responds: ${faults[0].message}`, {
      remedy: faults[0].remedy,
      cause: faults[0],
    });
  }
  return { cv, gates, knob };
}

/**
 * Opens the display of a board's panel.
 *
 * @throws NeurorackError 'unsupported' for a panel without one; as `I2c.open`
 */
export function openPanelDisplay(board: BoardConfig, i2c: I2c = createLinuxI2c()): Display {
  const wiring = board.panel?.display;
  if (wiring === undefined) {
    throw new NeurorackError('unsupported', `the board ${board.id} has no display`, { remedy: 'use the panel page' });
  }
  const { controller, bus, address, height } = wiring;
  const { cv } = board.panel ?? {};
  const pauseMs = cv?.bus === bus ? ROUND_MS[cv.adc] : 0;
  return DISPLAYS[controller]({ bus: i2c.open(busNumber(board, bus)), address, height, pauseMs });
}

function openCv(board: BoardConfig, wiring: CvWiring, clock: Clock, io: LinuxIo): CvInput {
  const { adc, jacks: inputs, address = 0x48, fullScaleVolts, frontEnd } = wiring;
  const number = busNumber(board, wiring.bus);
  const converter =
    adc === 'mcp3208'
      ? createMcp3208({ spi: io.openSpi(number), inputs, referenceVolts: fullScaleVolts, clock })
      : createAds1x15({
          chip: adc,
          bus: io.i2c.open(number),
          address,
          inputs,
          fullScaleVolts,
          clock,
          waitUntil: io.waitUntil,
        });
  return behindFrontEnd(converter, frontEnd);
}

/** Volts at the jacks, by the front end's nominal values; calibration corrects the tolerance of its resistors. */
function behindFrontEnd(converter: CvInput, { slope, offsetVolts }: CvWiring['frontEnd']): CvInput {
  return {
    channels: converter.channels,
    read: (into) => {
      const timeUs = converter.read(into);
      for (let channel = 0; channel < converter.channels; channel++)
        into[channel] = (offsetVolts - into[channel]) / slope;
      return timeUs;
    },
    close: () => converter.close(),
  };
}

function openGates(board: BoardConfig, { gates }: PanelWiring, clock: Clock, io: LinuxIo): GateInput | undefined {
  if (gates === undefined) return undefined;
  const { isInverted } = gates;
  const pins = gates.jacks.map(({ pin }) => pin);
  if (board.gpio?.driver === 'rpio') return createRpioGates({ rpio: io.openRpio(), pins, isInverted, clock });
  const offsets = pins.map((pin) => lineOf(board, pin));
  return createGpioGates(
    io.gpio.request(chipOf(board), { offsets, isInverted, bias: isInverted ? 'pull-up' : 'pull-down' }),
  );
}

function openKnob(board: BoardConfig, { knob }: PanelWiring, clock: Clock, io: LinuxIo): Knob | undefined {
  if (knob === undefined) return undefined;
  if (knob.kind === 'io-expander') {
    return createIoExpanderKnob({ bus: io.i2c.open(busNumber(board, knob.bus)), address: knob.address, clock });
  }
  const { a, b, push } = knob.pins;
  const pins = [a, b, ...(push === undefined ? [] : [push])];
  const lines = requestContacts(board, pins, clock, io);
  return createEncoderKnob({ lines, clock, quartersPerDetent: knob.quartersPerDetent, isReversed: knob.isReversed });
}

function requestContacts(board: BoardConfig, pins: readonly number[], clock: Clock, io: LinuxIo): GpioLines {
  if (board.gpio?.driver === 'rpio') return createRpioLines({ rpio: io.openRpio(), pins, clock });
  return io.gpio.request(chipOf(board), { offsets: pins.map((pin) => lineOf(board, pin)), bias: 'pull-up' });
}

function busNumber(board: BoardConfig, name: string): number {
  const number = board.buses[name];
  if (number === undefined) throw lacks(board, `the bus '${name}'`);
  return number;
}

function chipOf(board: BoardConfig): string {
  if (board.gpio === undefined) throw lacks(board, 'a GPIO chip');
  return board.gpio.chip;
}

function lineOf(board: BoardConfig, pin: number): number {
  const line = board.gpio?.pins[String(pin)];
  if (line === undefined) throw lacks(board, `a line for pin ${pin}`);
  return line;
}

function lacks(board: BoardConfig, what: string): NeurorackError {
  return new NeurorackError('bad-config', `the board ${board.id} lacks ${what}`, { remedy: 'correct its board file' });
}
