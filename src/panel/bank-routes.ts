import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { z } from 'zod';
import { NeurorackError } from '../contracts/errors.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { checkHeaderDuration } from '../descriptors/sound-file.ts';
import { isLoopback } from './addresses.ts';
import {
  auditionRequest,
  catalogFileRequest,
  catalogRequest,
  editRequest,
  playRequest,
  uploadQuery,
} from './bank-requests.ts';
import type { BankLibrary } from './banks/bank-library.ts';
import { withFileName } from './banks/with-file-name.ts';
import { answerErrors, readBody, validate } from './request-validation.ts';
import { receiveFile } from './upload.ts';
import { MAX_BANK_BYTES, MAX_SOUND_BYTES } from './upload-limits.ts';

/** What is no file fits into this. */
const MOST_JSON_BYTES = 16 * 1024;
/** Files that may come or be worked on at the same time. */
const MOST_AT_ONCE = 8;

export interface PanelBanks {
  readonly library: BankLibrary;
  /** Where files lie until they are checked: in the folder of banks. */
  readonly uploadFolder: string;
  /** Lets a set be chosen, and chooses it for one of the sides; gives the name that it is chosen by. */
  play(set: DescriptorSet, side: 'A' | 'B' | null): string;
}

/** What is being worked on, and how far it is, 0-1. */
interface Work {
  readonly name: string;
  share: number;
}

/** Banks over HTTP, below `/banks`; what is refused is answered with `{message, remedy}`. */
export function bankRoutes({ library, uploadFolder: incoming, play }: PanelBanks): Hono {
  const routes = answerErrors(new Hono());
  const works = new Set<Work>();
  /** Counts changes, so that pages know when to ask again. */
  let revision = 0;

  const small = bodyLimit({ maxSize: MOST_JSON_BYTES });

  /** Takes a file in and has something made of it; nothing of it is left then. */
  async function take<T>(c: Context, atMost: number, make: (path: string, work: Work) => Promise<T>): Promise<T> {
    if (works.size >= MOST_AT_ONCE) {
      throw new NeurorackError('busy', 'other files are being worked on', { remedy: 'send it once they are done' });
    }
    const work: Work = { name: queryOf(c).name, share: 0 };
    works.add(work);
    try {
      const length = c.req.header('content-length');
      const stated = length === undefined ? undefined : Number(length);
      const look = (path: string): Promise<void> => withFileName(work.name, path, () => checkHeaderDuration(path));
      const { body } = c.req.raw;
      if (body === null) throw new NeurorackError('bad-input', 'no file came', { remedy: 'choose a file' });
      const path = await receiveFile(body, {
        folder: incoming,
        maxBytes: atMost,
        statedBytes: stated,
        checkHead: look,
      });
      const made = await make(path, work);
      revision++;
      return made;
    } finally {
      works.delete(work);
    }
  }

  routes.get('/', async (c) => c.json(await library.list()));
  routes.get('/work', (c) => c.json({ revision, works: [...works] }));
  routes.post('/sounds', async (c) => {
    const { name, bank = null } = queryOf(c);
    const added = await take(c, MAX_SOUND_BYTES, (path, work) =>
      library.addSound(bank, { path, name }, (share) => {
        work.share = share;
      }),
    );
    return c.json({ ...added, plays: play(await library.loadSet(added.id, added.name), null) });
  });
  routes.post('/import', async (c) => {
    const { name } = queryOf(c);
    return c.json(await take(c, MAX_BANK_BYTES, (path) => library.importBank({ path, name })));
  });
  routes.get('/export/:id', async (c) => {
    const { file, bytes } = await library.exportBank(c.req.param('id'));
    return c.body(Uint8Array.from(bytes), 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${file}"`,
    });
  });
  routes.post('/edit', small, async (c) => {
    const { id, edit } = await readBody(c, editRequest);
    const listing = await library.edit(id, edit);
    revision++;
    return c.json(listing);
  });
  routes.post('/undo', small, async (c) => {
    const listing = await library.undo();
    revision++;
    return c.json(listing);
  });
  routes.post('/play', small, async (c) => {
    const { id, set, side } = await readBody(c, playRequest);
    return c.json({ plays: play(await library.loadSet(id, set), side) });
  });
  routes.post('/shelf', small, async (c) => {
    const { place } = await readBody(c, catalogRequest);
    return c.json(await library.listCatalog(reachable(c, place)));
  });
  routes.post('/preview', small, async (c) => {
    const { place, file } = await readBody(c, catalogFileRequest);
    return c.json(await library.preview(reachable(c, place), file));
  });
  routes.post('/hear', small, async (c) => {
    const { place, file, set, side } = await readBody(c, auditionRequest);
    return c.json({ plays: play(await library.loadCatalogSet(reachable(c, place), file, set), side) });
  });
  routes.post('/install', small, async (c) => {
    const { place, file } = await readBody(c, catalogFileRequest);
    const bank = await library.install(reachable(c, place), file);
    revision++;
    return c.json(bank);
  });
  return routes;
}

/** A page elsewhere names no folders of this computer: it would learn what is in them. */
function reachable(c: Context, place: string): string {
  if (/^https?:/i.test(place) || isLoopback(getConnInfo(c).remote.address ?? '')) return place;
  throw new NeurorackError('bad-input', 'a folder can be named on the computer itself only', {
    remedy: 'give an address that begins with https:// or http://',
  });
}

const queryOf = (c: Context): z.infer<typeof uploadQuery> => validate(uploadQuery, c.req.query());
