import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie } from 'hono/cookie';
import * as z from 'zod';
import { SESSION_COOKIE } from './access-policy.ts';
import type { ListedClient, Sessions } from './session-store.ts';

const MAX_BODY_BYTES = 1024;
const revokeSchema = z.strictObject({ id: z.string().max(64) });

/** The paired clients as `GET /clients` answers. */
export interface ClientList {
  /** `isOwn`: the client that asks. */
  readonly clients: readonly (ListedClient & { readonly isOwn: boolean })[];
}

/**
 * The paired clients, for those and for this computer's own. `GET /clients` lists them; `POST /clients/revoke` with `{id}` unpairs one, and
 * answers 404 where none has that number.
 */
export function clientRoutes(sessions: Sessions): Hono {
  const routes = new Hono();
  routes.use(bodyLimit({ maxSize: MAX_BODY_BYTES }));
  const list = (token: string | undefined): ClientList => {
    const own = token === undefined ? undefined : sessions.idOf(token);
    return { clients: sessions.list().map((client) => ({ ...client, isOwn: client.id === own })) };
  };
  routes.get('/', (c) => c.json(list(getCookie(c, SESSION_COOKIE))));
  routes.post('/revoke', async (c) => {
    const body = revokeSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return c.json({ message: 'name the client by its number' }, 400);
    if (sessions.revoke(body.data.id)) return c.json(list(getCookie(c, SESSION_COOKIE)));
    return c.json({ message: 'no client of that number is paired', remedy: 'choose one of the list' }, 404);
  });
  return routes;
}
