import { getConnInfo } from '@hono/node-server/conninfo';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { AccessPolicy } from './access-policy.ts';
import { isForwarded, isLoopback } from './addresses.ts';
import type { PanelBanks } from './bank-routes.ts';
import { clientRoutes } from './client-routes.ts';
import { pairRoutes } from './pair-routes.ts';
import type { Pairing } from './pairing.ts';
import { addPanelRoutes } from './panel-routes.ts';
import type { PanelPatches } from './patch-routes.ts';
import { addressOf } from './request-address.ts';
import type { PanelCurves } from './set-routes.ts';
import type { SoundCheck } from './sound-check.ts';
import type { PanelTakes } from './take-routes.ts';

export interface HttpAppOptions {
  /** The built page. */
  readonly folder: string;
  /** The banks that clients may use and change; absent where there are none. */
  readonly banks?: PanelBanks | undefined;
  /** The sets whose curves clients may edit; absent where there are none. */
  readonly curves?: PanelCurves | undefined;
  /** The files of takes; absent where nothing can be recorded. */
  readonly takes?: PanelTakes | undefined;
  /** Presets as files; absent where no presets are stored. */
  readonly patches?: PanelPatches | undefined;
  /** Pairing of clients; required where other computers can reach the panel. */
  readonly pairing?: Pairing | undefined;
  /**
   * Addresses whose clients need no pairing, and may open folders and catalogs of the local network, unless a proxy is there; default: this
   * computer's own.
   */
  readonly isTrusted?: ((address: string) => boolean) | undefined;
}

export interface HttpAppParts {
  readonly accessPolicy: AccessPolicy;
  /** Triggers the instrument and measures its output. */
  readonly checkSound: () => Promise<SoundCheck>;
}

/** The panel's HTTP routes: the page itself, pairing, banks and sets, and the sound check of health.sh. */
export function createHttpApp(
  { folder, banks, curves, patches, takes, pairing, isTrusted = isLoopback }: HttpAppOptions,
  { accessPolicy, checkSound }: HttpAppParts,
): Hono {
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      // The page is served without TLS on the local network.
      strictTransportSecurity: false,
    }),
  );
  app.use(async (c, next) => {
    const { method, path } = c.req;
    const [host, origin, cookie] = [c.req.header('host'), c.req.header('origin'), c.req.header('cookie')];
    const { address } = getConnInfo(c).remote;
    const decision = accessPolicy.decide({
      ...{ method, path, address, host, origin, cookie },
      isForwarded: isForwarded(c.req.header()),
    });
    if (decision.isAllowed) return next();
    return c.json({ message: decision.message, remedy: decision.remedy }, decision.status);
  });
  if (pairing !== undefined) {
    app.route('/pair', pairRoutes(pairing));
    app.route('/clients', clientRoutes(pairing.sessions));
  }
  const isLocal = (c: Context): boolean =>
    isTrusted(getConnInfo(c).remote.address ?? '') && !isForwarded(c.req.header());
  app.post('/sound-check', async (c) => {
    if (!isLocal(c)) {
      const remedy = 'run health.sh on the board';
      return c.json({ message: 'the sound check is for the computer of the instrument', remedy }, 403);
    }
    return c.json(await checkSound());
  });
  addPanelRoutes(app, { banks, curves, patches, takes, isLocal, addressOf });
  app.use('*', serveStatic({ root: folder }));
  return app;
}
