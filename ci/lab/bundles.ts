import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installationRoot, version } from '../../src/app/installation.ts';
import { type Bundle, openBundle } from '../../src/cli/deploy/bundle.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';

/**
 * Archives of boards by their ids, from a folder or built now.
 *
 * @throws NeurorackError 'bad-input' when an archive cannot be built, 'bad-file' when it is missing
 */
export async function loadBundles(boards: readonly string[], folder: string | undefined): Promise<Map<string, Bundle>> {
  const bundles = new Map<string, Bundle>();
  for (const board of new Set(boards)) {
    if (folder === undefined) build(board);
    const from = folder ?? join(installationRoot(), 'dist/boards');
    bundles.set(board, await openBundle(join(from, `neurorack-${board}-${version()}.tgz`)));
  }
  return bundles;
}

function build(board: string): void {
  const script = join(installationRoot(), 'build/build.js');
  const { status } = spawnSync(process.execPath, [script, '--board', board], { stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  throw new NeurorackError('bad-input', `the bundle for ${board} could not be built`, {
    remedy: 'see the messages above',
  });
}
