import type { BoardHealth } from '../contracts/board-health.ts';
import type { Display } from '../contracts/display.ts';
import { NeurorackError } from '../contracts/errors.ts';
import type { Target } from '../contracts/target.ts';
import { startDisplayLoop } from '../instrument/display-loop.ts';
import { createDisplayView, type DisplayView, type DisplayViewOptions } from '../instrument/display-view.ts';
import type { Instrument, InstrumentOptions } from '../instrument/instrument.ts';
import { version } from './installation.ts';

/** Interval of readings of the board's health, ms. */
const HEALTH_MS = 2000;

export interface OpenDisplay {
  readonly view: DisplayView;
  /** Clears the display and closes it. */
  close(): Promise<void>;
}

export interface OpenDisplayOptions extends Pick<DisplayViewOptions, 'message' | 'address'> {
  readonly target: Pick<Target, 'createDisplay' | 'createBoardHealth'>;
  /** The board's id. */
  readonly board: string;
  readonly onWarning: (line: string) => void;
}

/** The view of the instrument, drawn on the board's display where it has one. A display that does not open is reported; the instrument plays. */
export async function openDisplay(
  instrument: Instrument,
  options: Pick<InstrumentOptions, 'sampleRate' | 'block' | 'latencyFrames'>,
  { target, board, message, address, onWarning }: OpenDisplayOptions,
): Promise<OpenDisplay> {
  const onFault = (error: NeurorackError): void => onWarning(`warning: display: ${error.message}; ${error.remedy}`);
  const display = await openBoardDisplay(target, onFault);
  const health = watchHealth(target.createBoardHealth(), onWarning);
  const view = createDisplayView(instrument, options, {
    version: version(),
    board,
    screen: display,
    message: () => message() ?? health.message(),
    address,
    temperatureC: health.temperatureC,
    rssMb: () => process.memoryUsage.rss() / 2 ** 20,
  });
  const loop = display && startDisplayLoop(view, display, { onFault });
  instrument.onChoice(() => loop?.refresh());
  return { view, close: async () => loop?.close() };
}

async function openBoardDisplay(
  target: Pick<Target, 'createDisplay'>,
  onFault: (error: NeurorackError) => void,
): Promise<Display | undefined> {
  try {
    return await target.createDisplay?.();
  } catch (error) {
    if (!(error instanceof NeurorackError)) throw error;
    onFault(error);
    return undefined;
  }
}

/** Why a board is slower than it could be, as a line of the display, and as a warning with its remedy. */
const SLOWED = {
  supply: {
    message: 'supply voltage low',
    warning:
      'warning: the supply voltage is too low: the clock is lowered; use a supply of 5.1 V and 5 A, and a short cable',
  },
  heat: {
    message: 'CPU slowed by heat',
    warning: 'warning: the processor is too hot: the clock is lowered; fit a heat sink or a fan',
  },
} as const;

/** The last temperature, °C, and what slows the board now, read every two seconds. Each cause is reported once. */
function watchHealth(health: BoardHealth, onWarning: (line: string) => void) {
  let temperatureC: number | null = null;
  let slowed: keyof typeof SLOWED | undefined;
  const reported = new Set<string>();
  const timer = setInterval(async () => {
    const reading = await health.read();
    temperatureC = reading.cpuTemperatureC;
    slowed = reading.hasLowVoltage === true ? 'supply' : reading.isThrottled === true ? 'heat' : undefined;
    if (slowed === undefined || reported.has(slowed)) return;
    reported.add(slowed);
    onWarning(SLOWED[slowed].warning);
  }, HEALTH_MS);
  timer.unref();
  return {
    temperatureC: () => temperatureC,
    message: () => (slowed === undefined ? undefined : SLOWED[slowed].message),
  };
}
