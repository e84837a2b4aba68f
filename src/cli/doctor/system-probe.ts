import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installRemedy } from '../../app/installation.ts';

/** The parts of a computer that checks read; tests use a recorded one. */
export interface SystemProbe {
  readonly nodeVersion: string;
  /** Text of a file of /proc, /sys, /etc or /dev; undefined for a missing or unreadable one. */
  read(path: string): string | undefined;
  /** Names in a folder; none for a missing one. */
  list(path: string): readonly string[];
  /** Whether a device can be read and written; undefined for a missing one. */
  canOpen(path: string): boolean | undefined;
  /** Whether a package is installed. */
  hasPackage(name: string): boolean;
  /** Whether a package loads: its native code may be for another system. */
  canLoad(name: string): boolean;
  /** The remedy for packages that are not installed. */
  installRemedy(packages: readonly string[]): string;
}

/** Probes this computer, or a copy of its files below `root`. */
export function createSystemProbe({ root = '/' }: { readonly root?: string } = {}): SystemProbe {
  const at = (path: string): string => join(root, path);
  const attempt = <T>(action: () => T): T | undefined => {
    try {
      return action();
    } catch {
      return undefined;
    }
  };
  const load = createRequire(import.meta.url);
  return {
    nodeVersion: process.versions.node,
    read: (path) => attempt(() => readFileSync(at(path), 'utf8')),
    list: (path) => attempt(() => readdirSync(at(path))) ?? [],
    canOpen: (path) => {
      if (!hasAccess(at(path), constants.F_OK)) return undefined;
      return hasAccess(at(path), constants.R_OK | constants.W_OK);
    },
    hasPackage: (name) => attempt(() => load.resolve(name)) !== undefined,
    canLoad: (name) => attempt(() => load(name)) !== undefined,
    installRemedy,
  };
}

function hasAccess(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
