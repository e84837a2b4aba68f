import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGING = join(import.meta.dirname, '../../packaging');

export interface SmallBundle {
  readonly version: string;
  /** Text of `bin/neurorack.js`. */
  readonly program: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Fills a folder with a small bundle: the scripts of packaging, a program, a lockfile, and their checksums. */
export function fillBundle(folder: string, { version, program, ...packages }: SmallBundle): string {
  cpSync(PACKAGING, folder, { recursive: true });
  const manifest = { name: 'neurorack', version, dependencies: {}, ...packages };
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/neurorack.js'), program);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': manifest } }));
  const sha256 = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  const names = [...readdirSync(PACKAGING), 'bin/neurorack.js', 'package.json', 'package-lock.json'];
  const files = Object.fromEntries(names.map((name) => [name, sha256(name)]));
  writeFileSync(join(folder, 'build.json'), JSON.stringify({ board: 'virtual', version, files }));
  return folder;
}
