import { join } from 'node:path';
import type { Container } from 'inversify';
import type { Instrument, InstrumentOptions } from '../instrument/instrument.ts';
import { createPanelInstrument } from '../instrument/panel-instrument.ts';
import type { Presets } from '../state/presets.ts';
import { openBanks } from './open-banks.ts';
import { openDisplay } from './open-display.ts';
import { openMidi } from './open-midi.ts';
import { type OscOptions, openOsc } from './open-osc.ts';
import { openPatches } from './open-patches.ts';
import type { PanelHost } from './panel-host.ts';
import { modelVersionIn } from './patch-files.ts';
import { createTakesFolder, takesFolderIn } from './recording/takes-folder.ts';
import { SERVICES } from './services.ts';
import { INCOMING, sweepHome } from './sweep-home.ts';
import type { Messages } from './terminal/messages.ts';
import { tightenHome } from './tighten-home.ts';

export interface SurfacesOptions {
  readonly options: InstrumentOptions;
  readonly panelHost: PanelHost;
  readonly messages: Messages;
  readonly osc: OscOptions;
  /** The presets on the disk. */
  readonly presets: Presets;
  /** The sets that the last session left selected, where the command line selects none. */
  readonly lastSets: { readonly setA: string; readonly setB: string };
  /** Whether the sets of the last session may be missing without a warning, as where the command line names a bank. */
  readonly hasOtherBank: boolean;
  /** Whether this instance saves. */
  readonly canSave: boolean;
}

/** Display, banks and panel of a running instrument. */
export interface Surfaces {
  close(): Promise<void>;
}

/** Opens what surrounds an instrument that plays already. Its code loads with this file, after the engine has started. */
export async function openSurfaces(
  container: Container,
  instrument: Instrument,
  { options, panelHost, messages, osc: oscOptions, presets, lastSets, hasOtherBank, canSave }: SurfacesOptions,
): Promise<Surfaces> {
  const board = container.get(SERVICES.board);
  const display = await openDisplay(instrument, options, {
    target: container.get(SERVICES.target),
    board: board.id,
    message: () => panelHost.pairingMessage() ?? messages.current(),
    address: panelHost.address,
    onWarning: messages.log,
  });
  const home = container.get(SERVICES.stateHome);
  await Promise.all([sweepHome(home), tightenHome(home)]);
  const folder = join(home, 'banks');
  const banks = openBanks(instrument, {
    library: await container.getAsync(SERVICES.bankWorker),
    folder,
    uploadFolder: join(folder, INCOMING),
    onMessage: messages.log,
  });
  void banks
    .recall(lastSets)
    .then(() => hasOtherBank || reportMissingSets(instrument, { lastSets, onWarning: messages.log }))
    .catch((error: Error) => messages.log(`warning: ${error.message}`));
  const midi = await openMidi(container, instrument, {
    view: display.view,
    onMessage: messages.log,
    canSave,
    hasPorts: options.performance === undefined,
  });
  const { view } = display;
  const panelInstrument = createPanelInstrument(instrument, options, { view });
  const patches = openPatches(instrument, {
    library: banks.library,
    stored: presets,
    modelVersion: modelVersionIn(container.get(SERVICES.models)),
  });
  const takes = createTakesFolder(takesFolderIn(home));
  await panelHost.open(panelInstrument, { banks, curves: banks.curves, patches, takes });
  const osc = await openOsc(oscOptions, {
    instrument: panelInstrument,
    sound: () => {
      view.outputTap.poll();
      return view.outputTap;
    },
    onMessage: messages.log,
  });
  return {
    close: async () => {
      midi.close();
      const { recorder } = instrument;
      await Promise.all([display.close(), panelHost.close(), osc?.close(), banks.close(), recorder?.close()]);
    },
  };
}

/** Names the sets of the last session that no bank has. */
function reportMissingSets(
  { sets, patch }: Pick<Instrument, 'sets' | 'patch'>,
  { lastSets, onWarning }: Pick<SurfacesOptions, 'lastSets'> & { readonly onWarning: (line: string) => void },
): void {
  for (const key of ['setA', 'setB'] as const) {
    const name = lastSets[key];
    if (sets.some((set) => set.name === name)) continue;
    onWarning(`warning: the set '${name}' is in no bank, '${patch[key]}' plays`);
  }
}
