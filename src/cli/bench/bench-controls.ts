import { version } from '../../app/installation.ts';
import { createDisplayView, type DisplayView } from '../../instrument/display-view.ts';
import type { Instrument, InstrumentOptions } from '../../instrument/instrument.ts';
import { createPanelInstrument } from '../../instrument/panel-instrument.ts';
import type { PanelInstrument } from '../../panel/instrument.ts';

/** An instrument that a scenario plays, as panel and OSC have it. */
export function createBenchControls(
  instrument: Instrument,
  options: InstrumentOptions,
  board: string,
): { readonly panel: PanelInstrument; readonly view: DisplayView } {
  const view = createDisplayView(instrument, options, {
    version: version(),
    board,
    message: () => undefined,
    temperatureC: () => null,
    rssMb: () => process.memoryUsage.rss() / 2 ** 20,
  });
  return { panel: createPanelInstrument(instrument, options, { view }), view };
}
