import { createHash } from 'node:crypto';

/** Returns a name in its stored form: trimmed and Unicode-composed (NFC), so that names that look equal are equal. */
export function presetName(typed: string): string {
  return typed.normalize('NFC').trim();
}

/** Returns the file name of a preset: the ASCII letters of its name, and part of its hash, since two names may share their letters. */
export function presetFileName(name: string): string {
  const readable = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32);
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${readable || 'preset'}-${hash}.json`;
}
