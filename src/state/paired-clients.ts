import { join } from 'node:path';
import { z } from 'zod';
import type { DocumentKind } from './document.ts';
import type { FileSystem } from './file-system.ts';
import { nodeFileSystem } from './node-file-system.ts';
import { createStateFile, type StateFile } from './state-file.ts';

/** The pages that may play over the network: SHA-256 of each one's token, hexadecimal, oldest first. */
export interface PairedClients {
  readonly hashes: readonly string[];
}

const pairedPagesKind: DocumentKind<PairedClients> = {
  format: 'neurorack-paired-pages',
  title: 'paired pages',
  migrations: [],
  schema: z.object({ hashes: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(1000) }),
};

/** The file of the pages that were let in; of no use to who reads it, since tokens cannot be had from it. */
export function createPairedClientsFile({
  home,
  fs = nodeFileSystem,
}: {
  readonly home: string;
  readonly fs?: FileSystem;
}): StateFile<PairedClients> {
  return createStateFile(join(home, 'paired-pages.json'), pairedPagesKind, fs);
}
