import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import { fromSetMessage, toSetMessage } from '../../set-message.ts';

/** What is wrong, in words for people; `reason` where another name would do. */
export interface SetCallError {
  readonly message: string;
  readonly isConflict: boolean;
}

export type SetCallResult<T> = { readonly answer: T } | { readonly complaint: SetCallError };

const GONE = 'The instrument does not answer. The edit is kept here: try again once it is back.';

/** A set's curves, and the revision that it may be saved over; null when it is not one's own. */
export async function loadSet(name: string): Promise<SetCallResult<{ set: DescriptorSet; revision: string | null }>> {
  const asked = await call(`/sets/curves?name=${encodeURIComponent(name)}`);
  if ('complaint' in asked) return asked;
  const { set, revision } = asked.answer;
  return { answer: { set: fromSetMessage(set), revision } };
}

/** Plays a set in place of the one of its name, from the next trigger on; null: that one itself again. */
export async function auditionSet(set: DescriptorSet | null): Promise<SetCallResult<unknown>> {
  return call('/sets/hear', { set: set === null ? null : toSetMessage(set) });
}

/** Keeps a set on the instrument: as a new one, or over the one of its name and the revision `over`. */
export async function saveSet(set: DescriptorSet, over: string | null): Promise<SetCallResult<{ revision: string }>> {
  return call('/sets', { set: toSetMessage(set), over });
}

async function call(path: string, body?: unknown) {
  try {
    const answer = await fetch(path, { ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }) });
    const content = await answer.json();
    if (answer.ok) return { answer: content };
    const { message = 'That did not work', remedy = '', reason } = content;
    return {
      complaint: { message: remedy === '' ? message : `${message}: ${remedy}.`, isConflict: reason !== undefined },
    };
  } catch {
    return { complaint: { message: GONE, isConflict: false } };
  }
}
