import { join } from 'node:path';
import type { Container } from 'inversify';
import * as z from 'zod';
import { SERVICES } from '../../app/services.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { createSessions, type ListedClient } from '../../panel/session-store.ts';
import type { PairedClients } from '../../state/paired-clients.ts';

const CONNECT_MS = 3000;

const listSchema = z.object({
  clients: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      address: z.string(),
      pairedMs: z.number().nullable(),
      seenMs: z.number().nullable(),
    }),
  ),
});

/** The paired clients of this computer's instrument. */
export interface Paired {
  list(): Promise<readonly ListedClient[]>;
  /** @throws NeurorackError 'bad-input' where no client has the number */
  revoke(id: string): Promise<void>;
}

/**
 * Opens the paired clients: of the instrument that runs, by its panel, which disconnects a revoked client at once; else of the stored file.
 *
 * @throws NeurorackError 'busy' where an instrument runs whose panel is at another port
 */
export async function openPaired(container: Container, port: number): Promise<Paired> {
  const origin = `http://127.0.0.1:${port}`;
  const answer = await request(`${origin}/clients`, { headers: { origin } });
  const isPanel = answer !== undefined && listSchema.safeParse(answer.body).success;
  return isPanel ? pairedOfPanel(origin) : pairedOfFile(container, port);
}

function pairedOfPanel(origin: string): Paired {
  return {
    list: async () => listSchema.parse((await request(`${origin}/clients`, { headers: { origin } }))?.body).clients,
    revoke: async (id) => {
      const answer = await request(`${origin}/clients/revoke`, {
        method: 'POST',
        headers: { origin },
        body: JSON.stringify({ id }),
      });
      if (answer?.isDone !== true) throw unknownClient(id);
    },
  };
}

async function pairedOfFile(container: Container, port: number): Promise<Paired> {
  const [file, fs] = await Promise.all([
    container.getAsync(SERVICES.pairedClientsFile),
    container.getAsync(SERVICES.fileSystem),
  ]);
  const home = container.get(SERVICES.stateHome);

  const read = async (): Promise<PairedClients['clients']> => {
    const { content, source } = await file.read();
    // The previous copy may list clients that were unpaired since.
    return source === 'current' ? (content?.clients ?? []) : [];
  };
  return {
    list: async () => createSessions({ stored: await read() }).list(),
    revoke: async (id) => {
      const stored = await read();
      const lock = stored.length === 0 ? undefined : await fs.lock(join(home, '.instance'));
      if (stored.length > 0 && lock === undefined) throw running(port);
      try {
        let left: PairedClients['clients'] | undefined;
        createSessions({ stored, save: (clients) => (left = clients) }).revoke(id);
        if (left === undefined) throw unknownClient(id);
        const outcome = await file.save({ clients: left });
        if (!outcome.isDone) {
          throw new NeurorackError('cannot-write', outcome.message, { remedy: 'check the disk and its permissions' });
        }
      } finally {
        await lock?.release();
      }
    },
  };
}

/** The answer of the panel; undefined where none answers. */
async function request(
  url: string,
  options: RequestInit,
): Promise<{ readonly isDone: boolean; readonly body: unknown } | undefined> {
  try {
    const response = await fetch(url, { ...options, signal: AbortSignal.timeout(CONNECT_MS) });
    return { isDone: response.ok, body: await response.json() };
  } catch {
    return undefined;
  }
}

const unknownClient = (id: string): NeurorackError =>
  new NeurorackError('bad-input', `no client '${id}' is paired`, {
    remedy: 'choose a number of the list: neurorack clients',
  });

const running = (port: number): NeurorackError =>
  new NeurorackError('busy', `an instrument runs, and its panel does not answer at port ${port}`, {
    remedy: 'name the port that it printed: --port <number>',
  });
