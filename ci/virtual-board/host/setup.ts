import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import { runHostCommand } from './host-command.ts';
import { buildInitrd } from './initrd.ts';
import { buildKernel } from './kernel.ts';
import { install, missingTools, offeredKernel, unsupportedReason } from './packages.ts';

const HERE = 'ci/virtual-board';
const CACHE = `${HERE}/.cache`;
/** Raised when what the set-up makes of the same sources changes. */
const RECIPE = 1;
/** Folders of the cache that hold a kernel begin so. */
const KERNEL = 'linux-';

/** Files that boot a guest, in the cache. */
export interface GuestFiles {
  /** '6.1.0-56-amd64'. */
  readonly release: string;
  /** Absolute paths: kernel image, first file system, root of lib/modules for `modprobe -d`. */
  readonly kernel: string;
  readonly initrd: string;
  readonly modules: string;
}

/**
 * Makes kernel, modules and first file system, or takes those that were made of the same sources before.
 *
 * @throws NeurorackError where Debian's packages cannot be had, or something does not build
 */
export function setUp(say: (line: string) => void): GuestFiles {
  const obstacle = unsupportedReason();
  if (obstacle !== undefined) throw new NeurorackError('unsupported', obstacle, { remedy: 'use Debian 12 on x86-64' });
  const sources = sourcesKey();
  const missing = missingTools();
  const standing = readdirSync(mkdirs(CACHE)).find(
    (name) => name.startsWith(KERNEL) && name.endsWith(`-${sources}`) && isReady(name),
  );
  const offered = offeredKernel();
  const isNewest = standing !== undefined && (offered === undefined || standing === nameOf(offered, sources));
  if (missing.length === 0 && isNewest) return filesOf(standing, sources);

  say('asking Debian for its packages');
  runHostCommand('apt-get', ['update', '-qq'], { fault: 'missing-library' });
  const release = offeredKernel();
  if (release === undefined) {
    throw new NeurorackError('missing-library', 'Debian offers no kernel: its mirror was not reached', {
      remedy: 'check the network and /etc/apt/sources.list, then run it again',
    });
  }
  install([...missing, ...(existsSync(`/usr/src/linux-headers-${release}`) ? [] : [`linux-headers-${release}`])]);
  const name = nameOf(release, sources);
  if (!isReady(name)) {
    const folder = resolve(CACHE, `${name}.making`);
    rmSync(folder, { recursive: true, force: true });
    mkdirs(folder);
    say(`unpacking Debian's kernel ${release} and building the modules`);
    buildKernel({ release, folder, sources: `${HERE}/kernel` });
    say('packing the first file system');
    buildInitrd({ release, folder, init: `${HERE}/guest/init` });
    writeFileSync(join(folder, 'ready'), '');
    for (const old of readdirSync(CACHE)) {
      if (old.startsWith(KERNEL) && resolve(CACHE, old) !== folder)
        rmSync(resolve(CACHE, old), { recursive: true, force: true });
    }
    renameSync(folder, resolve(CACHE, name));
  }
  return filesOf(name, sources);
}

function filesOf(name: string, sources: string): GuestFiles {
  const folder = resolve(CACHE, name);
  const release = name.slice(KERNEL.length, -sources.length - 1);
  return { release, kernel: join(folder, 'vmlinuz'), initrd: join(folder, 'initrd.gz'), modules: folder };
}

const nameOf = (release: string, sources: string): string => `${KERNEL}${release}-${sources}`;

const isReady = (name: string): boolean => existsSync(join(CACHE, name, 'ready'));

function mkdirs(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Names what the cache was made of: the modules' sources, the first process, the recipe. */
function sourcesKey(): string {
  const hash = createHash('sha256').update(String(RECIPE));
  const files = [
    ...readdirSync(`${HERE}/kernel`).map((name) => `kernel/${name}`),
    'guest/init',
    'host/kernel.ts',
    'host/initrd.ts',
  ];
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(HERE, file)));
  return hash.digest('hex').slice(0, 12);
}
