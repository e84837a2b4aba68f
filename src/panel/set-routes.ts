import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { z } from 'zod';
import { NeurorackError } from '../contracts/errors.ts';
import { checkSet } from '../descriptors/check-set.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';

import { type BankLibrary, USER_BANK_FILE } from './banks/bank-library.ts';
import { revisionOf } from './banks/set-revision.ts';
import { answerErrors, readBody, validate } from './request-validation.ts';
import { fromSetMessage, type SetMessage, toSetMessage } from './set-message.ts';
import { auditionRequest, MAX_SET_BYTES, nameQuery, saveRequest } from './set-requests.ts';

/** What a page that edits curves needs. */
export interface PanelCurves {
  readonly library: Pick<BankLibrary, 'list' | 'saveSet'>;
  /** All that can be played now. */
  sets(): readonly DescriptorSet[];
  /** Makes a set playable, in place of the one of its name. */
  put(set: DescriptorSet): void;
  /** Plays it in place of the set of its name, from the next trigger on; undefined: that set itself again. */
  audition(set: DescriptorSet | undefined): void;
}

/** What is answered to a page that saved over something it does not know; the page offers another name then. */
type Conflict = 'changed' | 'taken' | 'not-own';

/** Sets and their curves over HTTP, below `/sets`; what is refused is answered with `{message, remedy}`, a conflict with its `reason`. */
export function setRoutes({ library, sets, put, audition: tryOut }: PanelCurves): Hono {
  const routes = answerErrors(new Hono());
  const limit = bodyLimit({
    maxSize: MAX_SET_BYTES,
    onError: (c) => c.json({ message: 'the set is longer than ten minutes', remedy: 'edit a shorter one' }, 413),
  });

  /** Names of the sets that are the user's own: they may be saved over. */
  async function ownNames(): Promise<ReadonlySet<string>> {
    const { banks } = await library.list();
    return new Set(banks.find(({ id }) => id === USER_BANK_FILE)?.sets.map(({ name }) => name));
  }

  routes.get('/', async (c) => {
    const own = await ownNames();
    return c.json({ sets: sets().map(({ name, frames }) => ({ name, frames, isOwn: own.has(name) })) });
  });
  routes.get('/curves', async (c) => {
    const { name } = validate(nameQuery, c.req.query());
    const set = sets().find((one) => one.name === name);
    if (set === undefined) {
      throw new NeurorackError('bad-input', `there is no set '${name}' any more`, { remedy: 'choose another one' });
    }
    const revision = (await ownNames()).has(name) ? revisionOf(set) : null;
    return c.json({ set: toSetMessage(set), revision });
  });
  routes.post('/hear', limit, async (c) => {
    const { set } = await readBody(c, auditionRequest);
    tryOut(set === null ? undefined : setOf(set));
    return c.json({});
  });
  routes.post('/', limit, async (c) => {
    const { set: message, over } = await readBody(c, saveRequest);
    const set = setOf(message);
    const isThere = sets().some(({ name }) => name === set.name);
    if (isThere && !(await ownNames()).has(set.name)) return refuse(c, over === null ? 'taken' : 'not-own', set.name);
    const kept = await library.saveSet(set, over);
    if (kept.kind !== 'kept') return refuse(c, kept.kind, set.name);
    put(set);
    return c.json({ name: set.name, revision: kept.revision });
  });
  return routes;
}

function refuse(c: Context, reason: Conflict, name: string): Response {
  const message = {
    changed: `'${name}' was saved by somebody else meanwhile`,
    taken: `there is a set '${name}' already`,
    'not-own': `'${name}' belongs to a bank that stays as it is`,
  }[reason];
  return c.json({ message, remedy: 'save it under another name', reason }, 409);
}

/** @throws NeurorackError 'bad-input' for what is no set */
function setOf(message: z.infer<typeof saveRequest>['set']): DescriptorSet {
  const set = decoded(message);
  checkSet(set);
  return set;
}

function decoded(message: SetMessage): DescriptorSet {
  try {
    return fromSetMessage(message);
  } catch (cause) {
    throw new NeurorackError('bad-input', `the curves of '${message.name}' are none`, {
      remedy: 'load the page again',
      cause,
    });
  }
}
