import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instrument, InstrumentOptions } from '../../instrument/instrument.ts';
import type { PanelInstrument } from '../../panel/instrument.ts';
import { startPanelServer } from '../../panel/server.ts';
import { createBenchControls } from './bench-controls.ts';

/** The panel of an instrument that a scenario plays, for clients of another process. */
export interface BenchPanel {
  readonly url: string;
  close(): Promise<void>;
}

export interface BenchPanelOptions {
  readonly board: string;
  /** Called with each action before the instrument gets it. */
  readonly onAction?: (action: Parameters<PanelInstrument['dispatch']>[0]) => void;
}

/** Serves the panel as in normal playing, but for its page: the clients load none. */
export async function serveBenchPanel(
  instrument: Instrument,
  options: InstrumentOptions,
  { board, onAction = () => undefined }: BenchPanelOptions,
): Promise<BenchPanel> {
  const folder = await mkdtemp(join(tmpdir(), 'neurorack-bench-'));
  const { panel: served } = createBenchControls(instrument, options, board);
  const dispatch: PanelInstrument['dispatch'] = (action) => {
    onAction(action);
    served.dispatch(action);
  };
  const server = await startPanelServer({ instrument: { ...served, dispatch }, folder, port: 0 });
  return {
    url: server.url,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
