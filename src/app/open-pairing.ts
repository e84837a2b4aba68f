import { createPairing, type Pairing } from '../panel/pairing.ts';
import { createSessions } from '../panel/session-store.ts';
import type { PairedClients } from '../state/paired-clients.ts';
import type { StateFile } from '../state/state-file.ts';

/** The pairing of a panel on a network, with the clients of earlier sessions. Where another instance saves, new ones end with this one. */
export async function openPairing(
  file: StateFile<PairedClients>,
  {
    onMessage,
    canSave = true,
  }: { readonly onMessage: (sentence: string) => void; readonly canSave?: boolean | undefined },
): Promise<Pairing> {
  const { content, source, messages } = await file.read();
  for (const message of messages) onMessage(message);
  // The previous copy may list clients that were unpaired since: they have to pair again.
  const stored = source === 'current' ? content?.clients : [];
  const sessions = createSessions({
    stored,
    save: async (clients) => {
      if (!canSave) return;
      const outcome = await file.save({ clients });
      if (!outcome.isDone) onMessage(outcome.message);
    },
  });
  return createPairing({ sessions, onCode: onMessage });
}
