import * as z from 'zod';
import { BANK_LIMITS } from '../descriptors/bank/bank-format.ts';
import { VISIBLE_TEXT } from '../descriptors/visible-text.ts';
import { withFormerNames } from './former-requests.ts';

const line = z
  .string()
  .min(1)
  .max(BANK_LIMITS.nameLength)
  .regex(VISIBLE_TEXT, 'contains invisible or control characters');
const id = z.string().min(1).max(200);
const location = z.string().min(1).max(2000);
const file = z.string().min(1).max(200);

/** An edit of a bank; see `BankEdit`. */
export const editRequest = withFormerNames(
  z.strictObject({
    id,
    edit: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('rename-set'), set: line, to: line }),
      z.strictObject({ kind: z.literal('move-set'), set: line, position: z.int().min(0).max(BANK_LIMITS.sets) }),
      z.strictObject({ kind: z.literal('remove-set'), set: line }),
      z.strictObject({ kind: z.literal('edit-details'), name: line, author: line.nullable(), licence: line }),
      z.strictObject({ kind: z.literal('remove-bank') }),
    ]),
  }),
);

export const playRequest = z.strictObject({ id, set: line, side: z.enum(['A', 'B']).nullable() });
export const catalogRequest = withFormerNames(z.strictObject({ location }));
export const catalogFileRequest = withFormerNames(z.strictObject({ location, file }));

/** A set of a catalog bank to play before the bank is installed. */
export const auditionRequest = withFormerNames(z.strictObject({ location, file, set: line, side: z.enum(['A', 'B']) }));

/** Query of an upload: the name of the file, and for a sound the bank that it is added to. */
export const uploadQuery = z.object({ name: line, bank: id.optional() });
