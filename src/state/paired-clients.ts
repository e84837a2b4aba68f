import { join } from 'node:path';
import * as z from 'zod';
import type { DocumentKind } from './document.ts';
import type { FileSystem } from './file-system.ts';
import { nodeFileSystem } from './node-file-system.ts';
import { createStateFile, type StateFile } from './state-file.ts';

/** The clients that may use the panel over the network, oldest first: SHA-256 of each one's token, hexadecimal, and what it is recognised by. */
export interface PairedClients {
  readonly clients: readonly {
    readonly hash: string;
    readonly name: string;
    readonly address: string;
    /** When it was paired, and last seen, ms since 1970; null: not recorded. */
    readonly pairedMs: number | null;
    readonly seenMs: number | null;
  }[];
}

const MAX_CLIENTS = 1000;
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const timeMs = z.number().nullable();
/** Version 1 stored the hashes alone. */
const firstVersion = z.object({ hashes: z.array(hash).max(MAX_CLIENTS) });

const pairedClientsKind: DocumentKind<PairedClients> = {
  format: 'neurorack-paired-clients',
  title: 'paired clients',
  migrations: [
    (content) => ({
      clients: firstVersion
        .parse(content)
        .hashes.map((one) => ({ hash: one, name: 'unknown', address: '', pairedMs: null, seenMs: null })),
    }),
  ],
  schema: z.object({
    clients: z
      .array(
        z.object({
          hash,
          name: z.string().max(100),
          address: z.string().max(100),
          pairedMs: timeMs,
          seenMs: timeMs,
        }),
      )
      .max(MAX_CLIENTS),
  }),
};

/** Name and format of the file up to version 0.1. */
const FORMER_NAME = 'paired-pages.json';
const FORMER_FORMAT = 'neurorack-paired-pages';

/**
 * Creates the file of the paired clients; it holds no tokens, so that reading it gives no access. A file of the former name is read
 * while there is no newer one, and removed by the next save: kept, it could bring unpaired clients back.
 */
export function createPairedClientsFile({
  home,
  fs = nodeFileSystem,
}: {
  readonly home: string;
  readonly fs?: FileSystem;
}): StateFile<PairedClients> {
  const file = createStateFile(join(home, 'paired-clients.json'), pairedClientsKind, fs);
  const formerPath = join(home, FORMER_NAME);
  const former = createStateFile(formerPath, { ...pairedClientsKind, format: FORMER_FORMAT }, fs);
  return {
    path: file.path,
    read: async () => {
      const found = await file.read();
      const isMissing = found.content === undefined && found.messages.length === 0;
      return isMissing ? former.read() : found;
    },
    save: async (content) => {
      const outcome = await file.save(content);
      if (outcome.isDone) {
        for (const path of [`${formerPath}.previous`, formerPath]) await fs.remove(path).catch(() => undefined);
      }
      return outcome;
    },
  };
}
