import { type Context, Hono } from 'hono';
import { NeurorackError } from '../contracts/errors.ts';
import type { DownloadAccess } from '../descriptors/bank/download.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { auditionRequest, catalogFileRequest, catalogRequest } from './bank-requests.ts';
import type { BankLibrary } from './banks/bank-library.ts';
import { FORMER_PATHS } from './former-requests.ts';
import { readBody } from './request-validation.ts';

export interface CatalogRoutesOptions {
  readonly library: Pick<BankLibrary, 'listCatalog' | 'preview' | 'loadCatalogSet' | 'install'>;
  /** Makes a set selectable and selects it for a side, if one is given; returns the name that it is selected by. */
  play(set: DescriptorSet, side: 'A' | 'B' | null): string;
  readonly onInstalled: () => void;
  /** Whether a request comes from this computer itself. */
  readonly isLocal: (c: Context) => boolean;
}

/** Banks of catalogs over HTTP: list, preview, audition and install them. */
export function catalogRoutes({ library, play, onInstalled, isLocal }: CatalogRoutesOptions): Hono {
  const routes = new Hono();
  routes.on('POST', ['/catalog', FORMER_PATHS.catalog], async (c) => {
    const { location } = await readBody(c, catalogRequest);
    return c.json(await library.listCatalog(location, accessOf(c, location, isLocal)));
  });
  routes.post('/preview', async (c) => {
    const { location, file } = await readBody(c, catalogFileRequest);
    return c.json(await library.preview(location, file, accessOf(c, location, isLocal)));
  });
  routes.on('POST', ['/audition', FORMER_PATHS.audition], async (c) => {
    const { location, file, set, side } = await readBody(c, auditionRequest);
    const loaded = await library.loadCatalogSet(location, file, set, accessOf(c, location, isLocal));
    return c.json({ plays: play(loaded, side) });
  });
  routes.post('/install', async (c) => {
    const { location, file } = await readBody(c, catalogFileRequest);
    const bank = await library.install(location, file, accessOf(c, location, isLocal));
    onInstalled();
    return c.json(bank);
  });
  return routes;
}

/**
 * Only a client on this computer may name a folder, or an address of its own network: others could read file names of this computer, and find
 * the services of its network.
 */
function accessOf(c: Context, location: string, isLocal: (c: Context) => boolean): DownloadAccess {
  if (isLocal(c)) return 'any';
  if (/^https?:/i.test(location)) return 'public';
  throw new NeurorackError('bad-input', 'a folder can be opened only from the computer itself', {
    remedy: 'give an address that begins with https:// or http://',
  });
}
