import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { z } from 'zod';
import { NeurorackError } from '../contracts/errors.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { checkHeaderDuration } from '../descriptors/sound-file.ts';
import { editRequest, playRequest, uploadQuery } from './bank-requests.ts';
import type { BankLibrary } from './banks/bank-library.ts';
import { withFileName } from './banks/with-file-name.ts';
import { catalogRoutes } from './catalog-routes.ts';
import { FORMER_PATHS } from './former-requests.ts';
import { answerErrors, readBody, validate } from './request-validation.ts';
import type { TransferBudget } from './transfer-budget.ts';
import { receiveFile } from './upload.ts';
import { MAX_BANK_BYTES, MAX_SOUND_BYTES } from './upload-limits.ts';

/** Limit for requests other than uploads. */
const MAX_JSON_BYTES = 16 * 1024;

/** Paths of `catalogRoutes`. */
const JSON_PATHS = ['/catalog', '/preview', '/audition', '/install', FORMER_PATHS.catalog, FORMER_PATHS.audition];

export interface PanelBanks {
  readonly library: BankLibrary;
  /** Folder for uploads until they are checked, inside the folder of banks. */
  readonly uploadFolder: string;
  /** Makes a set selectable and selects it for a side, if one is given; returns the name that it is selected by. */
  play(set: DescriptorSet, side: 'A' | 'B' | null): string;
  /** Number of changes that were taken back elsewhere than by these requests. Default: none. */
  takenBack?(): number;
}

export interface BankRoutesOptions {
  readonly budget: TransferBudget;
  /** Whether a request comes from this computer itself. */
  readonly isLocal: (c: Context) => boolean;
}

/** A file that is being uploaded or processed. */
interface UploadJob {
  readonly name: string;
  /** Progress, 0-1. */
  share: number;
}

/** Banks over HTTP, below `/banks`. Errors are answered with `{message, remedy}`. */
export function bankRoutes(banks: PanelBanks, { budget, isLocal }: BankRoutesOptions): Hono {
  const { library, uploadFolder, play } = banks;
  const routes = answerErrors(new Hono());
  const jobs = new Set<UploadJob>();
  /** Counts changes, so that clients reload the list after a change. */
  let revision = 0;
  const revisionNow = (): number => revision + (banks.takenBack?.() ?? 0);
  const jsonLimit = bodyLimit({ maxSize: MAX_JSON_BYTES });
  /** Receives a file and passes it to `process`. The uploaded file is removed by the library. */
  async function receiveUpload<T>(
    c: Context,
    maxBytes: number,
    process: (path: string, job: UploadJob) => Promise<T>,
  ): Promise<T> {
    const job: UploadJob = { name: queryOf(c).name, share: 0 };
    jobs.add(job);
    try {
      const length = c.req.header('content-length');
      const { body } = c.req.raw;
      if (body === null) throw new NeurorackError('bad-input', 'no file was sent', { remedy: 'choose a file' });
      const path = await receiveFile(body, {
        folder: uploadFolder,
        maxBytes,
        statedBytes: length === undefined ? undefined : Number(length),
        checkHead: (path) => withFileName(job.name, path, () => checkHeaderDuration(path)),
      });
      const result = await process(path, job);
      revision++;
      return result;
    } finally {
      jobs.delete(job);
    }
  }

  routes.get('/', async (c) => c.json(await library.list()));
  routes.get('/jobs', (c) => c.json({ revision: revisionNow(), jobs: [...jobs] }));
  routes.get(FORMER_PATHS.jobs, (c) => c.json({ revision: revisionNow(), works: [...jobs] }));
  for (const path of ['/sounds', '/import']) routes.use(path, budget.middleware);
  routes.post('/sounds', async (c) => {
    const { name, bank = null } = queryOf(c);
    const added = await receiveUpload(c, MAX_SOUND_BYTES, (path, job) =>
      library.addSound(bank, { path, name }, (share) => {
        job.share = share;
      }),
    );
    return c.json({ ...added, plays: play(await library.loadSet(added.id, added.name), null) });
  });
  routes.post('/import', async (c) => {
    const { name } = queryOf(c);
    return c.json(await receiveUpload(c, MAX_BANK_BYTES, (path) => library.importBank({ path, name })));
  });
  routes.get('/export/:id', async (c) => sendFile(c, await library.exportBank(c.req.param('id'))));
  routes.post('/edit', jsonLimit, async (c) => {
    const { id, edit } = await readBody(c, editRequest);
    const listing = await library.edit(id, edit);
    revision++;
    return c.json(listing);
  });
  routes.post('/undo', jsonLimit, async (c) => {
    const listing = await library.undo();
    revision++;
    return c.json(listing);
  });
  routes.post('/play', jsonLimit, async (c) => {
    const { id, set, side } = await readBody(c, playRequest);
    return c.json({ plays: play(await library.loadSet(id, set), side) });
  });
  for (const path of JSON_PATHS) routes.use(path, jsonLimit, budget.middleware);
  routes.route('/', catalogRoutes({ library, play, isLocal, onInstalled: () => revision++ }));
  return routes;
}

const queryOf = (c: Context): z.infer<typeof uploadQuery> => validate(uploadQuery, c.req.query());

function sendFile(c: Context, { file, bytes }: { readonly file: string; readonly bytes: Uint8Array }): Response {
  return c.body(Uint8Array.from(bytes), 200, {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${file}"`,
  });
}
