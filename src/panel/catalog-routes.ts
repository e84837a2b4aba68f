import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import { NeurorackError } from '../contracts/errors.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { isLoopback } from './addresses.ts';
import { auditionRequest, catalogFileRequest, catalogRequest } from './bank-requests.ts';
import type { BankLibrary } from './banks/bank-library.ts';
import { FORMER_PATHS } from './former-requests.ts';
import { readBody } from './request-validation.ts';

export interface CatalogRoutesOptions {
  readonly library: Pick<BankLibrary, 'listCatalog' | 'preview' | 'loadCatalogSet' | 'install'>;
  /** Makes a set selectable and selects it for a side, if one is given; returns the name that it is selected by. */
  play(set: DescriptorSet, side: 'A' | 'B' | null): string;
  readonly onInstalled: () => void;
}

/** Banks of catalogs over HTTP: list, preview, audition and install them. */
export function catalogRoutes({ library, play, onInstalled }: CatalogRoutesOptions): Hono {
  const routes = new Hono();
  routes.on('POST', ['/catalog', FORMER_PATHS.catalog], async (c) => {
    const { location } = await readBody(c, catalogRequest);
    return c.json(await library.listCatalog(allowedLocation(c, location)));
  });
  routes.post('/preview', async (c) => {
    const { location, file } = await readBody(c, catalogFileRequest);
    return c.json(await library.preview(allowedLocation(c, location), file));
  });
  routes.on('POST', ['/audition', FORMER_PATHS.audition], async (c) => {
    const { location, file, set, side } = await readBody(c, auditionRequest);
    return c.json({ plays: play(await library.loadCatalogSet(allowedLocation(c, location), file, set), side) });
  });
  routes.post('/install', async (c) => {
    const { location, file } = await readBody(c, catalogFileRequest);
    const bank = await library.install(allowedLocation(c, location), file);
    onInstalled();
    return c.json(bank);
  });
  return routes;
}

/** Only a client on this computer may name a folder: other clients could read file names of this computer. */
function allowedLocation(c: Context, location: string): string {
  if (/^https?:/i.test(location) || isLoopback(getConnInfo(c).remote.address ?? '')) return location;
  throw new NeurorackError('bad-input', 'a folder can be opened only from the computer itself', {
    remedy: 'give an address that begins with https:// or http://',
  });
}
