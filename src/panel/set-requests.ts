import { z } from 'zod';
import { analysisSchema, BANK_LIMITS, provenanceSchema, singleLine } from '../descriptors/bank/bank-format.ts';
import { LEVELS_PER_FRAME } from '../descriptors/descriptor-set.ts';
import { COLOUR_SIZE, MODE_ANALYSIS } from '../descriptors/timbre/timbre.ts';

/** Base64 of so many float32 numbers at most. */
const numbers = (most: number) => z.string().max(4 * Math.ceil((4 * most) / 3));
const curve = numbers(BANK_LIMITS.framesPerSet);
const name = singleLine(BANK_LIMITS.nameLength);
/** SHA-256, its first half of a half. */
const revision = z.string().regex(/^[0-9a-f]{16}$/);

/** See `SetMessage`; that its numbers are as many as they should be, and legal, is `checkSet`'s to say. */
const setSchema = z.strictObject({
  name,
  provenance: provenanceSchema,
  analysis: analysisSchema,
  frames: z.int().min(1).max(BANK_LIMITS.framesPerSet),
  curves: z.strictObject({
    rms: curve,
    zcr: curve,
    rolloff: curve,
    flatness: curve,
    bandwidth: curve,
    centroid: curve,
    f0: curve,
  }),
  f0Confidence: curve,
  level: numbers(LEVELS_PER_FRAME * BANK_LIMITS.framesPerSet),
  timbre: z
    .strictObject({
      hz: numbers(MODE_ANALYSIS.count),
      share: numbers(MODE_ANALYSIS.count),
      colour: numbers(COLOUR_SIZE),
    })
    .exactOptional(),
});

/** A set of the longest kind takes this much, bytes. */
export const MAX_SET_BYTES = 12 * 2 ** 20;

export const nameQuery = z.object({ name });
/** A set to be heard in the place of the one of its name; null: none. */
export const auditionRequest = z.strictObject({ set: setSchema.nullable() });
/** A set to be kept: as a new one, or over the one of its name and that revision. */
export const saveRequest = z.strictObject({ set: setSchema, over: revision.nullable() });
