import type { BoardHealth } from '../contracts/board-health.ts';
import type { Display } from '../contracts/display.ts';
import { NeurorackError } from '../contracts/errors.ts';
import type { Target } from '../contracts/target.ts';
import { type ShownFace, showFace } from '../instrument/display-loop.ts';
import { createFace, type Face } from '../instrument/display-view.ts';
import type { Instrument, InstrumentOptions } from '../instrument/instrument.ts';
import { version } from './installation.ts';
import type { Messages } from './terminal/messages.ts';

const HEALTH_MS = 2000;

export interface OpenFace {
  readonly face: Face;
  /** Lets the display go dark. */
  close(): Promise<void>;
}

/** The instrument's face, on the board's display where it has one. A display that does not open is told of; the instrument plays. */
export async function openFace(
  instrument: Instrument,
  options: Pick<InstrumentOptions, 'sampleRate' | 'block' | 'shutDown' | 'pages'>,
  {
    target,
    board,
    messages,
    address,
  }: { target: Target; board: string; messages: Messages; address: () => string | undefined },
): Promise<OpenFace> {
  const onFault = ({ message, remedy }: NeurorackError): void =>
    messages.say(`warning: display: ${message}; ${remedy}`);
  const display = await openDisplay(target, onFault);
  const face = createFace(instrument, options, {
    version: version(),
    board,
    screen: display,
    message: messages.latest,
    address,
    temperatureC: watchTemperature(target.createBoardHealth()),
  });
  const shown: ShownFace | undefined = display && showFace(face, display, { onFault });
  instrument.onChoice(() => shown?.refresh());
  return { face, close: async () => shown?.close() };
}

async function openDisplay(target: Target, onFault: (error: NeurorackError) => void): Promise<Display | undefined> {
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
