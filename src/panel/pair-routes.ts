import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { setCookie } from 'hono/cookie';
import { z } from 'zod';
import { SESSION_COOKIE } from './access-policy.ts';
import type { Pairing } from './pairing.ts';

const MOST_BYTES = 1024;
/** As long as browsers keep a cookie, s. */
const COOKIE_SECONDS = 400 * 24 * 3600;

const enteredSchema = z.strictObject({ code: z.string().regex(/^\d{6}$/) });

/**
 * The door of a panel on a network. `POST /pair/ask` shows a code on the display, `POST /pair` with `{code}` lets the page in: 200
 * with its cookie; 401 and the tries that are left; 410 for a code that is not good any more; 429 and the seconds to wait.
 */
export function pairRoutes(pairing: Pairing): Hono {
  const routes = new Hono();
  routes.use(bodyLimit({ maxSize: MOST_BYTES }));
  routes.post('/ask', (c) => {
    const asked = pairing.requestCode();
    return c.json(asked, asked.kind === 'wait' ? 429 : 200);
  });
  routes.post('/', async (c) => {
    const given = enteredSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!given.success) return c.json({ message: 'a code has six digits' }, 400);
    const entered = pairing.enterCode(given.data.code);
    if (entered.kind === 'wrong') return c.json(entered, 401);
    if (entered.kind === 'expired') return c.json(entered, 410);
    if (entered.kind === 'wait') return c.json(entered, 429);
    // Not 'secure': there is no TLS on a module in a local network.
    setCookie(c, SESSION_COOKIE, entered.token, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: COOKIE_SECONDS,
    });
    return c.json({ kind: entered.kind });
  });
  return routes;
}
