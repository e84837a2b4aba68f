import type { Context, Hono } from 'hono';
import { bankRoutes, type PanelBanks } from './bank-routes.ts';
import { type PanelPatches, patchRoutes } from './patch-routes.ts';
import { type PanelCurves, setRoutes } from './set-routes.ts';
import { type PanelTakes, takeRoutes } from './take-routes.ts';
import { TransferBudget } from './transfer-budget.ts';

export interface PanelRoutesOptions {
  /** The banks that clients may use and change; absent where there are none. */
  readonly banks?: PanelBanks | undefined;
  /** The sets whose curves clients may edit; absent where there are none. */
  readonly curves?: PanelCurves | undefined;
  /** Presets as files; absent where no presets are stored. */
  readonly patches?: PanelPatches | undefined;
  /** The files of takes; absent where nothing can be recorded. */
  readonly takes?: PanelTakes | undefined;
  /** Whether a request comes from this computer itself. */
  readonly isLocal: (c: Context) => boolean;
  /** The address of a request that limits are counted for. */
  readonly addressOf: (c: Context) => string;
}

/** Adds the requests for banks, sets, presets and takes, whatever carries them: a server of HTTP, or in a browser the port of a Worker. */
export function addPanelRoutes(
  app: Hono,
  { banks, curves, patches, takes, isLocal, addressOf }: PanelRoutesOptions,
): void {
  const budget = new TransferBudget(addressOf);
  if (banks !== undefined) app.route('/banks', bankRoutes(banks, { budget, isLocal }));
  if (patches !== undefined) app.route('/patches', patchRoutes(patches, budget));
  if (curves !== undefined) app.route('/sets', setRoutes(curves, budget));
  if (takes !== undefined) app.route('/takes', takeRoutes(takes));
}
