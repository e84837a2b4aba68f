/** A sound may have this much: five minutes in stereo, 24 bits, 44.1 kHz have 76 MiB. */
export const MAX_SOUND_BYTES = 80 * 2 ** 20;

/** A bank may have this much: `BANK_LIMITS.fileBytes`. */
export const MAX_BANK_BYTES = 64 * 2 ** 20;
