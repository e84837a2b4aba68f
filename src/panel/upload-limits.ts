/** Largest sound file, bytes: five minutes in stereo, 24 bits, 44.1 kHz take 76 MiB. */
export const MAX_SOUND_BYTES = 80 * 2 ** 20;

/** Largest bank file, bytes: `BANK_LIMITS.fileBytes`. */
export const MAX_BANK_BYTES = 64 * 2 ** 20;

/** Largest patch file, bytes: `PATCH_LIMITS.fileBytes`. */
export const MAX_PATCH_BYTES = 32 * 2 ** 20;
