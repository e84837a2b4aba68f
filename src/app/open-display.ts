import type { BoardHealth } from '../contracts/board-health.ts';
import type { Display } from '../contracts/display.ts';
import { NeurorackError } from '../contracts/errors.ts';
import type { Target } from '../contracts/target.ts';
import { type DisplayLoop, startDisplayLoop } from '../instrument/display-loop.ts';
import { createDisplayView, type DisplayView } from '../instrument/display-view.ts';
import type { Instrument, InstrumentOptions } from '../instrument/instrument.ts';
import { version } from './installation.ts';
import type { Messages } from './terminal/messages.ts';

const HEALTH_MS = 2000;

export interface OpenDisplay {
  readonly view: DisplayView;
  /** Lets the display go dark. */
  close(): Promise<void>;
}

/** The instrument's face, on the board's display where it has one. A display that does not open is told of; the instrument plays. */
export async function openDisplay(
  instrument: Instrument,
  options: Pick<InstrumentOptions, 'sampleRate' | 'block' | 'latencyFrames' | 'shutDown' | 'pairedClients'>,
  {
    target,
    board,
    messages,
    address,
  }: { target: Target; board: string; messages: Messages; address: () => string | undefined },
): Promise<OpenDisplay> {
  const onFault = ({ message, remedy }: NeurorackError): void =>
    messages.log(`warning: display: ${message}; ${remedy}`);
  const display = await openBoardDisplay(target, onFault);
  const face = createDisplayView(instrument, options, {
    version: version(),
    board,
    screen: display,
    message: messages.current,
    address,
    temperatureC: watchTemperature(target.createBoardHealth()),
  });
  const shown: DisplayLoop | undefined = display && startDisplayLoop(face, display, { onFault });
  instrument.onChoice(() => shown?.refresh());
  return { view: face, close: async () => shown?.close() };
}

async function openBoardDisplay(
  target: Target,
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
  const watching = setInterval(async () => {
    temperatureC = (await health.read()).cpuTemperatureC;
  }, HEALTH_MS);
  watching.unref();
  return () => temperatureC;
}
