/** Frequent system errors in plain words. */
const WORDS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'it is a file, not a folder',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long for the file system',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
};

const NO_UTF8 = 'its name holds bytes that are no UTF-8, so it cannot be opened: rename it';

/** Whether a path was not decoded exactly: Node replaces bytes that are no UTF-8, and the path then names no file. */
export function isUndecodedName(path: string): boolean {
  return path.includes('\ufffd');
}

/** Returns the part of a system error that the user needs: 'ENOENT: no such file or directory' without call and path. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (isMissing(cause) && 'path' in cause && isUndecodedName(String(cause.path))) return NO_UTF8;
  if ('code' in cause && typeof cause.code === 'string' && cause.code in WORDS) return WORDS[cause.code];
  return isSystemFault(cause) ? cause.message.replace(/, \w+ ('.*')?$/, '') : cause.message;
}

/** Whether a system error reports a missing file or folder. */
export function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

/** Whether an error comes from the file system, not from a file's content. */
export function isSystemFault(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause;
}
