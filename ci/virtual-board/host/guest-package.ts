import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { runHostCommand } from './host-command.ts';

const CACHE = 'ci/virtual-board/.cache';

/** Files copied to the guest. */
export interface GuestPackage {
  /** The archive that `npm run build -- --board` makes; and what it was made of. */
  readonly bundle: string;
  readonly board: string;
  /** Archive of the packages that it asks for, as npm installs them on a board. */
  readonly packages: string;
}

/** Builds the bundle of a board (an id, or a file), of other models than the project's where a folder of them is given, and has npm install its packages (kept for the next time). */
export function buildGuestPackage(board: string, say: (line: string) => void, models = 'models'): GuestPackage {
  const id = basename(board, '.yaml');
  say(`building the bundle of ${id}`);
  const out = resolve('dist/virtual-board/boards');
  runHostCommand(process.execPath, [
    'build/build-board.js',
    '--board',
    board,
    '--out',
    out,
    '--models',
    resolve(models),
  ]);
  const archive = readdirSync(out).find((name) => name.startsWith(`neurorack-${id}-`) && name.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`no archive of ${id} in ${out}`);
  const wanted = readFileSync(join(out, id, 'package.json'));
  return {
    bundle: join(out, archive),
    board: join(out, id, 'board.json'),
    packages: packagesFor(wanted, join(out, id, 'package.json'), say),
  };
}

function packagesFor(wanted: Buffer, from: string, say: (line: string) => void): string {
  const { dependencies, optionalDependencies } = JSON.parse(wanted.toString('utf8'));
  const key = createHash('sha256')
    .update(JSON.stringify([dependencies, optionalDependencies, process.version]))
    .digest('hex')
    .slice(0, 12);
  const folder = resolve(CACHE, `packages-${key}`);
  const archive = join(folder, 'packages.tar');
  if (existsSync(folder)) return archive;
  say('npm installs what the bundle asks for');
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  cpSync(from, join(making, 'package.json'));
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', npm_config_nodedir: headersOf(process.execPath) };
  runHostCommand('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: making,
    env,
    fault: 'missing-library',
  });
  // Of ONNX Runtime's libraries for six systems the guest needs one; the rest would only be copied.
  const libraries = join(making, 'node_modules/onnxruntime-node/bin');
  for (const version of existsSync(libraries) ? readdirSync(libraries) : []) {
    for (const other of ['darwin', 'win32', 'linux/arm64'])
      rmSync(join(libraries, version, other), { recursive: true, force: true });
  }
  // One file is read much faster than ten thousand by a guest.
  runHostCommand('tar', ['-cf', 'packages.tar', 'node_modules'], { cwd: making });
  rmSync(join(making, 'node_modules'), { recursive: true, force: true });
  renameSync(making, folder);
  return archive;
}

/** Where node's own headers are, which native packages are compiled with; undefined lets node-gyp fetch them. */
function headersOf(node: string): string | undefined {
  const prefix = resolve(node, '../..');
  return existsSync(join(prefix, 'include/node/node.h')) ? prefix : undefined;
}
