import { z } from 'zod';
import type { DocumentKind } from './document.ts';

const jack = z.object({ slope: z.number().positive(), offset: z.number() });

/** Of each jack measured: volts at the jack are `slope * reading + offset`. One not named is not calibrated. */
export type CalibrationFile = z.infer<typeof calibration>;

const calibration = z.object({
  cv1: jack.optional(),
  cv2: jack.optional(),
  cv3: jack.optional(),
  cv4: jack.optional(),
});

/** Measured, not chosen: apart from settings and presets, so that neither carries it along or wipes it. */
export const calibrationKind: DocumentKind<CalibrationFile> = {
  format: 'neurorack-calibration',
  title: 'calibration',
  migrations: [],
  schema: calibration,
};
