import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { z } from 'zod';
import { NeurorackError } from '../contracts/errors.ts';
import { checkSet } from '../descriptors/check-set.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import type { BankLibrary } from './banks/bank-library.ts';
import { revisionOf } from './banks/set-revision.ts';
import { USER_BANK_FILE } from './banks/user-bank.ts';
import { FORMER_PATHS } from './former-requests.ts';
import { answerErrors, readBody, validate } from './request-validation.ts';
import { fromSetMessage, type SetMessage, toSetMessage } from './set-message.ts';
import { auditionRequest, MAX_SET_BYTES, nameQuery, saveRequest } from './set-requests.ts';
import type { TransferBudget } from './transfer-budget.ts';

/** The sets whose curves clients may edit. */
export interface PanelCurves {
  readonly library: Pick<BankLibrary, 'list' | 'saveSet'>;
  /** All sets that can be played. */
  sets(): readonly DescriptorSet[];
  /** Adds a set, or replaces the one of its name. */
  put(set: DescriptorSet): void;
  /** Plays this set instead of the one of its name from the next trigger on; undefined ends the audition. */
  audition(set: DescriptorSet | undefined): void;
}

/** Why a set was not saved; the page then offers another name. */
type Conflict = 'changed' | 'taken' | 'not-own';

/** Sets and their curves over HTTP, below `/sets`. Errors are answered with `{message, remedy}`, conflicts also with a `reason`. */
export function setRoutes({ library, sets, put, audition }: PanelCurves, budget?: TransferBudget): Hono {
  const routes = answerErrors(new Hono());
  const limit = bodyLimit({
    maxSize: MAX_SET_BYTES,
    onError: (c) => c.json({ message: 'the set is longer than ten minutes', remedy: 'edit a shorter set' }, 413),
  });

  /** Names of the sets of the user's own bank, which may be overwritten. */
  async function ownNames(): Promise<ReadonlySet<string>> {
    const { banks } = await library.list();
    return new Set(banks.find(({ id }) => id === USER_BANK_FILE)?.sets.map(({ name }) => name));
  }

  routes.get('/', async (c) => {
    const own = await ownNames();
    return c.json({ sets: sets().map(({ name, frames }) => ({ name, frames, isEditable: own.has(name) })) });
  });
  routes.get('/curves', async (c) => {
    const { name } = validate(nameQuery, c.req.query());
    const set = sets().find((one) => one.name === name);
    if (set === undefined) {
      throw new NeurorackError('bad-input', `the set '${name}' no longer exists`, { remedy: 'choose another one' });
    }
    const revision = (await ownNames()).has(name) ? revisionOf(set) : null;
    return c.json({ set: toSetMessage(set), revision });
  });
  if (budget !== undefined) {
    for (const path of ['/audition', FORMER_PATHS.audition]) routes.use(path, budget.middleware);
  }
  routes.on('POST', ['/audition', FORMER_PATHS.audition], limit, async (c) => {
    const { set } = await readBody(c, auditionRequest);
    audition(set === null ? undefined : setOf(set));
    return c.json({});
  });
  routes.post('/', limit, async (c) => {
    const { set: message, over } = await readBody(c, saveRequest);
    const set = setOf(message);
    const exists = sets().some(({ name }) => name === set.name);
    if (exists && !(await ownNames()).has(set.name))
      return answerConflict(c, over === null ? 'taken' : 'not-own', set.name);
    const result = await library.saveSet(set, over);
    if (result.kind !== 'saved') return answerConflict(c, result.kind, set.name);
    put(set);
    return c.json({ name: set.name, revision: result.revision });
  });
  return routes;
}

function answerConflict(c: Context, reason: Conflict, name: string): Response {
  const message = {
    changed: `'${name}' was changed in another browser`,
    taken: `a set '${name}' already exists`,
    'not-own': `'${name}' belongs to a read-only bank`,
  }[reason];
  return c.json({ message, remedy: 'save it under another name', reason }, 409);
}

/** @throws NeurorackError 'bad-input' for an invalid set */
function setOf(message: z.infer<typeof saveRequest>['set']): DescriptorSet {
  const set = decoded(message);
  checkSet(set);
  return set;
}

function decoded(message: SetMessage): DescriptorSet {
  try {
    return fromSetMessage(message);
  } catch (cause) {
    throw new NeurorackError('bad-input', `the curves of '${message.name}' are invalid`, {
      remedy: 'reload the page',
      cause,
    });
  }
}
