import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { setCookie } from 'hono/cookie';
import * as z from 'zod';
import { SESSION_COOKIE } from './access-policy.ts';
import { clientName } from './client-name.ts';
import type { Pairing } from './pairing.ts';
import { addressOf } from './request-address.ts';

const MAX_BODY_BYTES = 1024;
/** The longest time that browsers keep a cookie, s. */
const COOKIE_SECONDS = 400 * 24 * 3600;

const codeSchema = z.strictObject({ code: z.string().regex(/^\d{6}$/) });

/**
 * Pairing of clients on a network. `POST /pair/code` shows a code on the display. `POST /pair` with `{code}` answers 200 with the
 * session cookie; 401 and the tries left for a wrong code; 410 for an expired code; 429 and the seconds to wait while the address is
 * locked out.
 */
export function pairRoutes(pairing: Pairing): Hono {
  const routes = new Hono();
  routes.use(bodyLimit({ maxSize: MAX_BODY_BYTES }));
  routes.post('/code', (c) => {
    const result = pairing.requestCode(addressOf(c));
    return c.json(result, result.kind === 'wait' ? 429 : 200);
  });
  routes.post('/', async (c) => {
    const body = codeSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return c.json({ message: 'a code has six digits' }, 400);
    const client = {
      name: clientName(c.req.header('user-agent')),
      address: getConnInfo(c).remote.address ?? '',
    };
    const result = pairing.enterCode(body.data.code, addressOf(c), client);
    if (result.kind === 'wrong') return c.json(result, 401);
    if (result.kind === 'expired') return c.json(result, 410);
    if (result.kind === 'wait') return c.json(result, 429);
    // Not 'secure': a module on a local network has no TLS.
    setCookie(c, SESSION_COOKIE, result.token, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: COOKIE_SECONDS,
    });
    return c.json({ kind: result.kind });
  });
  return routes;
}
