import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import { runHostCommand } from './host-command.ts';

/** For each Debian package, a file that exists once it is installed. */
const TOOLS: ReadonlyMap<string, string> = new Map([
  ['qemu-system-x86', '/usr/bin/qemu-system-x86_64'],
  ['seabios', '/usr/share/seabios/bios-256k.bin'],
  ['busybox-static', '/bin/busybox'],
  ['kmod', '/sbin/modprobe'],
  ['cpio', '/usr/bin/cpio'],
  ['gcc', '/usr/bin/gcc'],
  ['g++', '/usr/bin/g++'],
  ['make', '/usr/bin/make'],
  ['xz-utils', '/usr/bin/xz'],
  ['e2fsprogs', '/sbin/mkfs.ext4'],
  ['alsa-utils', '/usr/bin/arecord'],
  ['libasound2', '/usr/lib/x86_64-linux-gnu/libasound.so.2'],
  ['util-linux', '/usr/bin/setpriv'],
]);

/** Packages that are not installed. */
export function missingTools(): string[] {
  return [...TOOLS].filter(([, file]) => !existsSync(file)).map(([name]) => name);
}

/** Why a virtual board cannot be made on this computer; undefined where it can. */
export function unsupportedReason(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the virtual board is made on Linux on x86-64';
  if (!existsSync('/usr/bin/apt-get'))
    return 'the virtual board is made of Debian packages, and there is no apt-get here';
  return undefined;
}

/**
 * Installs packages of Debian.
 *
 * @throws NeurorackError 'missing-library' without root's rights, or when Debian's mirror is not reached
 */
export function install(names: readonly string[]): void {
  if (names.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new NeurorackError('missing-library', `these Debian packages are missing: ${names.join(', ')}`, {
      remedy: `sudo apt-get install --no-install-recommends ${names.join(' ')}`,
    });
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  runHostCommand('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], {
    env,
    fault: 'missing-library',
  });
}

/** The kernel that Debian offers now, '6.1.0-56-amd64'; undefined while apt has no lists. */
export function offeredKernel(): string | undefined {
  const { stdout } = spawnSync('apt-cache', ['depends', 'linux-image-amd64'], { encoding: 'utf8' });
  return /Depends: linux-image-(\S+)/.exec(stdout ?? '')?.[1];
}
