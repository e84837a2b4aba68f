import { createHash } from 'node:crypto';

/** A name as it is kept: trimmed, its letters composed (NFC), so that what looks the same is the same. */
export function presetName(typed: string): string {
  return typed.normalize('NFC').trim();
}

/** File of a preset: readable letters of its name and, since those of two names may be the same, a part of its hash. */
export function presetFileName(name: string): string {
  const readable = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32);
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${readable || 'preset'}-${hash}.json`;
}
