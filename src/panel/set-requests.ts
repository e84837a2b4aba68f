import * as z from 'zod';
import { analysisSchema, BANK_LIMITS, provenanceSchema, singleLine } from '../descriptors/bank/bank-format.ts';
import { LEVELS_PER_FRAME } from '../descriptors/descriptor-set.ts';
import { pointsOfFrames } from '../descriptors/timbre/moving-analysis.ts';
import { movingBytesLimit } from '../descriptors/timbre/moving-bytes.ts';
import { COLOUR_SIZE, MODE_ANALYSIS } from '../descriptors/timbre/timbre.ts';

/** Base64 of at most `maxBytes` bytes. */
const base64 = (maxBytes: number) => z.string().max(4 * Math.ceil(maxBytes / 3));
/** Base64 of at most `maxCount` float32 numbers. */
const numbers = (maxCount: number) => base64(4 * maxCount);
const curve = numbers(BANK_LIMITS.framesPerSet);
const name = singleLine(BANK_LIMITS.nameLength);
/** The first 16 hexadecimal digits of a SHA-256. */
const revision = z.string().regex(/^[0-9a-f]{16}$/);

/** See `SetMessage`. Counts and ranges of the numbers are checked by `checkSet`. */
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
      moving: base64(movingBytesLimit(pointsOfFrames(BANK_LIMITS.framesPerSet))).exactOptional(),
    })
    .exactOptional(),
});

/** Size of the longest set, bytes. */
export const MAX_SET_BYTES = 20 * 2 ** 20;

export const nameQuery = z.object({ name });
/** A set to play instead of the one of its name; null ends the audition. */
export const auditionRequest = z.strictObject({ set: setSchema.nullable() });
/** A set to save: as a new one (`over` is null), or over the one of its name and that revision. */
export const saveRequest = z.strictObject({ set: setSchema, over: revision.nullable() });
