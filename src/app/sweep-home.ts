import { join } from 'node:path';
import { sweepParts } from '../files/part-files.ts';

/** Folder for uploads until they are checked, inside the folder of banks. */
export const INCOMING = '.incoming';

/** Removes parts of saves and uploads that a killed process left in the folder of the state and below. */
export async function sweepHome(home: string): Promise<void> {
  const banks = join(home, 'banks');
  const presets = join(home, 'presets');
  await Promise.all([
    ...[home, presets, join(presets, 'trash'), banks, join(banks, '.history')].map((folder) => sweepParts(folder)),
    sweepParts(join(banks, INCOMING), 'uploads'),
  ]);
}
