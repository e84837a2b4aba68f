/** Frequent system errors in a person's words. */
const WORDS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'it is a file, not a folder',
};

/** The part of a system error that a person needs: 'ENOENT: no such file or directory' without call and path. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if ('code' in cause && typeof cause.code === 'string' && cause.code in WORDS) return WORDS[cause.code];
  return isSystemFault(cause) ? cause.message.replace(/, \w+ ('.*')?$/, '') : cause.message;
}

/** Whether a system error says that a file or folder is not there. */
export function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

/** Whether an error comes from the file system, rather than from what a file holds. */
export function isSystemFault(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause;
}
