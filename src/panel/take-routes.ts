import { Hono } from 'hono';

/** A file of a take, as `GET /takes` lists it. */
export interface ListedTake {
  readonly file: string;
  readonly bytes: number;
}

/** The files of the takes, for clients that download them. */
export interface PanelTakes {
  /** The newest first. */
  list(): Promise<readonly ListedTake[]>;
  /** Opens one of them; undefined where there is none of that name. */
  open(file: string): Promise<{ readonly bytes: number; readonly content: ReadableStream } | undefined>;
}

/** Takes over HTTP: `GET /takes` lists their files, `GET /takes/<file>` downloads one. */
export function takeRoutes(takes: PanelTakes): Hono {
  const routes = new Hono();
  routes.get('/', async (c) => c.json({ takes: await takes.list() }));
  routes.get('/:file', async (c) => {
    const file = c.req.param('file');
    const opened = await takes.open(file);
    if (opened === undefined) {
      return c.json({ message: 'there is no take of that name', remedy: 'choose one of the list' }, 404);
    }
    return c.body(opened.content, 200, {
      'content-type': file.endsWith('.wav') ? 'audio/wav' : 'text/plain; charset=utf-8',
      'content-length': String(opened.bytes),
      'content-disposition': `attachment; filename="${file}"`,
    });
  });
  return routes;
}
