import * as z from 'zod';
import type { DocumentKind } from './document.ts';

const jack = z.object({ slope: z.number().positive(), offset: z.number() });

/** Calibration of each measured jack: volts at the jack are `slope * reading + offset`. A jack without an entry is uncalibrated. */
export type CalibrationFile = z.infer<typeof calibration>;

const calibration = z.object({
  cv1: jack.optional(),
  cv2: jack.optional(),
  cv3: jack.optional(),
  cv4: jack.optional(),
});

/** Calibration is measured, not chosen: it is stored apart from settings and presets, so that neither overwrites it. */
export const calibrationKind: DocumentKind<CalibrationFile> = {
  format: 'neurorack-calibration',
  title: 'calibration',
  migrations: [],
  schema: calibration,
};
