import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What a check may look at of a computer; a recorded one stands in for it in tests. */
export interface SystemProbe {
  readonly nodeVersion: string;
  /** Text of a file of /proc, /sys, /etc or /dev; undefined when it is not there or may not be read. */
  read(path: string): string | undefined;
  /** Names in a folder; none when it is not there. */
  list(path: string): readonly string[];
  /** Whether a device may be read and written; undefined when it is not there. */
  canOpen(path: string): boolean | undefined;
  /** Whether a package is installed. */
  hasPackage(name: string): boolean;
}

/** This computer, or what is below `root` of one that was copied. */
export function createSystemProbe({ root = '/' }: { readonly root?: string } = {}): SystemProbe {
  const at = (path: string): string => join(root, path);
  const attempt = <T>(action: () => T): T | undefined => {
    try {
      return action();
    } catch {
      return undefined;
    }
  };
  const { resolve } = createRequire(import.meta.url);
  return {
    nodeVersion: process.versions.node,
    read: (path) => attempt(() => readFileSync(at(path), 'utf8')),
    list: (path) => attempt(() => readdirSync(at(path))) ?? [],
    canOpen: (path) => {
      if (!may(at(path), constants.F_OK)) return undefined;
      return may(at(path), constants.R_OK | constants.W_OK);
    },
    hasPackage: (name) => attempt(() => resolve(name)) !== undefined,
  };
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
