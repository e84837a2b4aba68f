import * as z from 'zod';
import { BANK_LIMITS, singleLine } from './bank-format.ts';

/** The catalog's file, beside the banks. */
export const CATALOG_INDEX_FILE = 'index.json';

const text = singleLine(BANK_LIMITS.nameLength);

const entrySchema = z.strictObject({
  /** Name of a file beside the index; paths are refused. */
  file: z
    .string()
    .max(100)
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*\.nrbank$/, 'is not a plain name of a .nrbank file'),
  bytes: z.int().min(1).max(BANK_LIMITS.fileBytes),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256'),
  name: text,
  author: text.exactOptional(),
  licence: text,
  sets: z.array(text).min(1).max(BANK_LIMITS.sets),
});

/** Schema of `index.json` in a folder or at a web address of banks. The `format` string is part of published catalogs. */
export const catalogSchema = z.strictObject({
  format: z.literal('neurorack-banks'),
  formatVersion: z.literal(1),
  banks: z.array(entrySchema).max(1000),
});

/** A catalog's description of a bank, available before the bank is fetched. */
export type CatalogEntry = z.infer<typeof entrySchema>;
export type CatalogIndex = z.infer<typeof catalogSchema>;
