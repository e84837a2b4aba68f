import type { Container } from 'inversify';
import type { PairedClients } from '../instrument/instrument.ts';
import { isLoopback } from '../panel/addresses.ts';
import type { PanelInstrument } from '../panel/instrument.ts';
import type { Pairing } from '../panel/pairing.ts';
import type { PanelServer, PanelServerOptions } from '../panel/server.ts';
import { openPairing } from './open-pairing.ts';
import { openPanel, type PanelListenOptions } from './open-panel.ts';
import { SERVICES } from './services.ts';

/** The panel of an instrument and its pairing: created before the instrument without any I/O, opened after it plays. */
export interface PanelHost {
  readonly pairedClients: PairedClients;
  /** The pairing code as a sentence, while it is valid. */
  pairingMessage(): string | undefined;
  /** Host and port for other devices; undefined until the panel is open, and where it is on no network. */
  address(): string | undefined;
  /** Opens the panel. A port that cannot be opened is reported: the instrument plays without a panel. */
  open(
    instrument: PanelInstrument,
    routes: Pick<PanelServerOptions, 'banks' | 'curves' | 'patches' | 'takes'>,
  ): Promise<void>;
  close(): Promise<void>;
}

export function createPanelHost(
  container: Container,
  options: PanelListenOptions & {
    readonly onMessage: (sentence: string) => void;
    readonly canSave?: boolean | undefined;
  },
): PanelHost {
  const { host, onMessage, canSave } = options;
  const isOnNetwork = !isLoopback(host);
  let pairing: Pairing | undefined;
  let server: PanelServer | undefined;
  const pairedClients: PairedClients = {
    get count() {
      const count = pairing?.sessions.count ?? 0;
      return isOnNetwork || count > 0 ? count : undefined;
    },
    revokeAll: () => pairing?.sessions.revokeAll(),
  };
  return {
    pairedClients,
    pairingMessage: () => pairing?.message(),
    address: () => server?.network[0]?.replace(/^http:\/\/|\/$/g, ''),
    open: async (instrument, routes) => {
      // Of a panel for this computer alone, clients of a proxy pair.
      pairing = await openPairing(await container.getAsync(SERVICES.pairedClientsFile), { onMessage, canSave });
      const startPanelServer = await container.getAsync(SERVICES.startPanelServer);
      server = await openPanel(startPanelServer, { ...options, instrument, pairing, ...routes });
    },
    close: async () => server?.close(),
  };
}
