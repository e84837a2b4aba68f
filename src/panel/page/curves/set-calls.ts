import type { DescriptorSet } from '../../../descriptors/descriptor-set.ts';
import { fromSetMessage, toSetMessage } from '../../set-message.ts';
import { transport } from '../server-transport.ts';

/** An error to show. */
export interface SetCallError {
  readonly message: string;
  /** Whether saving under another name would succeed. */
  readonly isConflict: boolean;
}

export type SetCallResult<T> = { readonly value: T } | { readonly error: SetCallError };

const NO_RESPONSE =
  'No response from the instrument. The edit is kept in this browser: try again once it is connected.';

/** A set's curves, and the revision that may be overwritten; null when the set is not in the user's own bank. */
export async function loadSet(name: string): Promise<SetCallResult<{ set: DescriptorSet; revision: string | null }>> {
  const result = await call(`/sets/curves?name=${encodeURIComponent(name)}`);
  if ('error' in result) return result;
  const { set, revision } = result.value;
  return { value: { set: fromSetMessage(set), revision } };
}

/** Plays a set instead of the one of its name from the next trigger on; null ends the audition. */
export async function auditionSet(set: DescriptorSet | null): Promise<SetCallResult<unknown>> {
  return call('/sets/audition', { set: set === null ? null : toSetMessage(set) });
}

/** Saves a set on the instrument: as a new one (`over` is null), or over the one of its name and the revision `over`. */
export async function saveSet(set: DescriptorSet, over: string | null): Promise<SetCallResult<{ revision: string }>> {
  return call('/sets', { set: toSetMessage(set), over });
}

async function call(path: string, body?: unknown) {
  try {
    const response = await transport.request(path, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    const content = await response.json();
    if (response.ok) return { value: content };
    const { message = 'The request failed', remedy = '', reason } = content;
    return {
      error: { message: remedy === '' ? message : `${message}: ${remedy}.`, isConflict: reason !== undefined },
    };
  } catch {
    return { error: { message: NO_RESPONSE, isConflict: false } };
  }
}
