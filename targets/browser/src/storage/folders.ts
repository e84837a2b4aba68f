import { MEMORY_FOLDER } from './open-disk.ts';

/** Folder of settings, calibration and presets. */
export const HOME = '/neurorack';

/** Folder of the installed banks. */
export const BANKS_FOLDER = `${HOME}/banks`;

/** Folder of the takes. */
export const TAKES_FOLDER = `${HOME}/recordings`;

/** Folder of uploads until they are checked; in memory, so that a closed page leaves none. */
export const INCOMING_FOLDER = `${MEMORY_FOLDER}/incoming`;

/** The factory bank, in the memory of the bank Worker. */
export const FACTORY_BANK = `${MEMORY_FOLDER}/factory.nrbank`;
