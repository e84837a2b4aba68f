/** The user's own bank: sounds added without a bank, and edited sets. */
export const USER_BANK_FILE = 'my-sounds.nrbank';

/** Details of the user's own bank before its first set. */
export const USER_BANK = { name: 'My sounds', licence: 'not stated' };
