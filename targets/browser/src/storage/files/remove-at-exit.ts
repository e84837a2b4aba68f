/** A page ends without a signal; what it leaves is removed at its next start. */
export const removeAtExit =
  (_path: string): (() => void) =>
  () =>
    undefined;
