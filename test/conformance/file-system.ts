import { describe, it } from 'vitest';
import type { FileSystem } from '../../src/state/file-system.ts';
import { FILE_SYSTEM_CASES } from './file-system-cases.ts';

/**
 * Conformance tests of `src/state/file-system.ts` for one implementation.
 *
 * @param options.home returns a folder that does not exist yet
 */
export function describeFileSystem(options: { name: string; open: () => FileSystem; home: () => string }): void {
  describe(`${options.name} as a file system`, () => {
    it.each(FILE_SYSTEM_CASES)('$title', ({ check }) => check(options.open(), options.home()));
  });
}
