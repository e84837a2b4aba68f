import { z } from 'zod';
import { BANK_LIMITS } from './bank-format.ts';

export const CATALOG_INDEX_FILE = 'index.json';

const line = z
  .string()
  .min(1)
  .max(BANK_LIMITS.nameLength)
  .regex(/^\P{Cc}+$/u, 'holds control characters');

const entrySchema = z.strictObject({
  /** A file beside the index: no folders, no way out. */
  file: z
    .string()
    .max(100)
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*\.nrbank$/, 'is no plain name of a .nrbank file'),
  bytes: z.int().min(1).max(BANK_LIMITS.fileBytes),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256'),
  name: line,
  author: line.exactOptional(),
  licence: line,
  sets: z.array(line).min(1).max(BANK_LIMITS.sets),
});

/** `index.json` of a folder or web address of banks. */
export const catalogSchema = z.strictObject({
  format: z.literal('neurorack-banks'),
  formatVersion: z.literal(1),
  banks: z.array(entrySchema).max(1000),
});

/** What a shelf says of a bank before it is fetched. */
export type CatalogEntry = z.infer<typeof entrySchema>;
export type CatalogIndex = z.infer<typeof catalogSchema>;
