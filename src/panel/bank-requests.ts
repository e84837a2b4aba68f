import { z } from 'zod';
import { BANK_LIMITS } from '../descriptors/bank/bank-format.ts';

const line = z
  .string()
  .min(1)
  .max(BANK_LIMITS.nameLength)
  .regex(/^\P{Cc}+$/u, 'holds control characters');
const id = z.string().min(1).max(200);
const place = z.string().min(1).max(2000);
const file = z.string().min(1).max(200);

/** What a page may do to a bank; see `BankEdit`. */
export const editRequest = z.strictObject({
  id,
  edit: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('rename-set'), set: line, to: line }),
    z.strictObject({ kind: z.literal('move-set'), set: line, place: z.int().min(0).max(BANK_LIMITS.sets) }),
    z.strictObject({ kind: z.literal('remove-set'), set: line }),
    z.strictObject({ kind: z.literal('describe'), name: line, author: line.nullable(), licence: line }),
    z.strictObject({ kind: z.literal('remove-bank') }),
  ]),
});

export const playRequest = z.strictObject({ id, set: line, side: z.enum(['A', 'B']).nullable() });
export const catalogRequest = z.strictObject({ place });
export const catalogFileRequest = z.strictObject({ place, file });

/** A set of a bank that was looked into, to be heard before it is installed. */
export const auditionRequest = z.strictObject({ place, file, set: line, side: z.enum(['A', 'B']) });

/** In the address of an upload: what the file was called, and for a sound the bank that it goes into. */
export const uploadQuery = z.object({ name: line, bank: id.optional() });
