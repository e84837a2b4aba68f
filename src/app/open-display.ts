import type { BoardHealth } from '../contracts/board-health.ts';
import type { Display } from '../contracts/display.ts';
import { NeurorackError } from '../contracts/errors.ts';
import type { Target } from '../contracts/target.ts';
import { startDisplayLoop } from '../instrument/display-loop.ts';
import { createDisplayView, type DisplayView, type DisplayViewOptions } from '../instrument/display-view.ts';
import type { Instrument, InstrumentOptions } from '../instrument/instrument.ts';
import { version } from './installation.ts';

/** Interval of temperature readings, ms. */
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
  const view = createDisplayView(instrument, options, {
    version: version(),
    board,
    screen: display,
    message,
    address,
    temperatureC: watchTemperature(target.createBoardHealth()),
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

/** The last temperature, °C, read every two seconds. */
function watchTemperature(health: BoardHealth): () => number | null {
  let temperatureC: number | null = null;
  const timer = setInterval(async () => {
    temperatureC = (await health.read()).cpuTemperatureC;
  }, HEALTH_MS);
  timer.unref();
  return () => temperatureC;
}
