/** The part of `node:path` that is used, for paths with slashes. */

/** The path without '.', '..' and double slashes. */
function normal(path: string): string {
  const isAbsolutePath = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !isAbsolutePath) parts.push(part);
  }
  const joined = parts.join('/');
  return isAbsolutePath ? `/${joined}` : joined || '.';
}

export const join = (...parts: readonly string[]): string => normal(parts.filter((part) => part !== '').join('/'));

export const isAbsolute = (path: string): boolean => path.startsWith('/');

export function resolve(...parts: readonly string[]): string {
  let path = '';
  for (const part of parts) path = isAbsolute(part) ? part : `${path}/${part}`;
  return normal(isAbsolute(path) ? path : `/${path}`);
}

export function dirname(path: string): string {
  const at = path.replace(/\/+$/, '').lastIndexOf('/');
  if (at < 0) return '.';
  return at === 0 ? '/' : path.slice(0, at);
}

export function basename(path: string, suffix = ''): string {
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

export function extname(path: string): string {
  const name = basename(path);
  const at = name.lastIndexOf('.');
  return at <= 0 ? '' : name.slice(at);
}
