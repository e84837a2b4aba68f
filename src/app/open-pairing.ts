import { isLoopback } from '../panel/addresses.ts';
import { createPairing, type Pairing } from '../panel/pairing.ts';
import { createSessions } from '../panel/session-store.ts';
import { stateHome } from '../state/home.ts';
import { createPairedClientsFile } from '../state/paired-clients.ts';

/**
 * How pages get in where the panel listens to a network, with those that were let in before; undefined where it is for this
 * computer alone.
 */
export async function openPairing(
  host: string,
  { say }: { readonly say: (line: string) => void },
): Promise<Pairing | undefined> {
  if (isLoopback(host)) return undefined;
  const file = createPairedClientsFile({ home: stateHome(process.env) });
  const { content, source, messages } = await file.read();
  for (const message of messages) say(message);
  // The copy before may name pages that were forgotten since: rather pair anew.
  const stored = source === 'current' ? content?.hashes : [];
  const sessions = createSessions({
    stored,
    save: async (hashes) => {
      const outcome = await file.save({ hashes });
      if (!outcome.isDone) say(outcome.message);
    },
  });
  return createPairing({ sessions, onCode: say });
}
