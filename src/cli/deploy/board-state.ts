import { recognise } from '../../board/recognise.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import type { Bundle } from './bundle.ts';
import { quote } from './destination.ts';
import type { Shell } from './ssh.ts';

/** State of a board before a deployment. */
export interface BoardState {
  /** Output of `uname -m`. */
  readonly machine: string;
  /** Model of the device tree; empty on a computer without one. */
  readonly model: string;
  /** Version of Node, empty without Node. */
  readonly node: string;
  readonly isRoot: boolean;
  /** Whether there is a sudo, and whether it works without a password. */
  readonly hasSudo: boolean;
  readonly hasPasswordlessSudo: boolean;
  /** Free space at the installation folder, bytes. */
  readonly freeBytes: number;
  /** Installed version and the one before; empty for none. */
  readonly current: string;
  readonly previous: string;
  /** Whether the packages of the installed version can be reused. */
  readonly hasPackages: boolean;
}

/** Space for packages with native code of all platforms, as npm unpacks them. */
const PACKAGES_BYTES = 400 * 2 ** 20;
/** Space for logs and settings. */
const SPARE_BYTES = 50 * 2 ** 20;

const ARCHITECTURES: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  arm64: 'arm64',
  x86_64: 'x64',
  amd64: 'x64',
};

/** Reads the state of a board and changes nothing. `prefix`: '' for /. */
export async function inspectBoard(shell: Shell, prefix: string): Promise<BoardState> {
  const home = quote(`${prefix}/opt/neurorack`);
  const versionIn = (folder: string): string =>
    `$(sed -n 's/^ *"version": "\\([^"]*\\)".*/\\1/p' ${home}/${folder}/build.json 2>/dev/null | head -n 1)`;
  const script = [
    'emit() { printf "%s=%s\\n" "$1" "$2"; }',
    'emit machine "$(uname -m)"',
    `emit model "$(tr -d '\\0' < ${quote(`${prefix}/proc/device-tree/model`)} 2>/dev/null)"`,
    'emit node "$(node --version 2>/dev/null)"',
    'emit uid "$(id -u)"',
    'emit sudo "$(command -v sudo >/dev/null && echo yes)"',
    'emit passwordless "$(sudo -n true 2>/dev/null && echo yes)"',
    // The nearest existing folder.
    `d=${home}; while [ ! -d "$d" ]; do d=$(dirname "$d"); done`,
    `emit free "$(df -Pk "$d" | awk 'NR == 2 { print $4 }')"`,
    `emit current "${versionIn('current')}"`,
    // A power cut may leave both names for one version.
    `[ ${home}/previous -ef ${home}/current ] || emit previous "${versionIn('previous')}"`,
    `emit packages "$([ -d ${home}/current/node_modules ] && echo yes)"`,
  ].join('\n');
  const { stdout } = await shell.run(script);
  const values = new Map(stdout.split('\n').map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]));
  const value = (name: string): string => values.get(name)?.trim() ?? '';
  return {
    machine: value('machine'),
    model: value('model'),
    node: value('node'),
    isRoot: value('uid') === '0',
    hasSudo: value('sudo') === 'yes',
    hasPasswordlessSudo: value('passwordless') === 'yes',
    freeBytes: 1024 * Number(value('free') || Number.NaN),
    current: value('current'),
    previous: value('previous'),
    hasPackages: value('packages') === 'yes',
  };
}

/**
 * Checks that a bundle fits a board.
 *
 * @throws NeurorackError 'unsupported' for another board or processor; 'missing-library' without Node; 'cannot-write' without
 * enough space or root rights
 */
export function checkBoard(state: BoardState, bundle: Bundle, { needsRoot }: { readonly needsRoot: boolean }): void {
  const { board, size } = bundle;
  const architecture = ARCHITECTURES[state.machine] ?? state.machine;
  if (board.architecture !== undefined && board.architecture !== architecture) {
    throw refusal(
      'unsupported',
      `the bundle is for ${board.architecture}, the board is ${state.machine || 'unknown'}`,
      OTHER_BUILD,
    );
  }
  if (board.recognise.length > 0 && recognise(state.model, [board]).length === 0) {
    const found = state.model === '' ? 'a computer without a device tree' : `a ${state.model}`;
    throw refusal('unsupported', `the bundle is for a ${board.name}, the board is ${found}`, OTHER_BUILD);
  }
  if (!isNewEnough(state.node)) {
    const found = state.node === '' ? 'no Node' : `Node ${state.node.slice(1)}`;
    throw refusal(
      'missing-library',
      `the board has ${found}`,
      'install Node 20.19 or newer on the board, for all users',
    );
  }
  const neededBytes = size.archive + size.unpacked + SPARE_BYTES + PACKAGES_BYTES;
  if (!(state.freeBytes >= neededBytes)) {
    const free = Number.isFinite(state.freeBytes) ? megabytes(state.freeBytes) : 'an unknown number of MB';
    throw refusal(
      'cannot-write',
      `the board has ${free} of free space and needs ${megabytes(neededBytes)}`,
      'free some space with `sudo apt clean`, or use a larger card',
    );
  }
  if (needsRoot && !state.isRoot && !state.hasSudo) {
    throw refusal(
      'cannot-write',
      'there is no sudo on the board',
      'log in as root (neurorack deploy root@host), or install sudo on the board: `su -c "apt install sudo"`',
    );
  }
  if (needsRoot && !state.isRoot && !state.hasPasswordlessSudo) {
    throw refusal(
      'cannot-write',
      'sudo asks for a password on the board',
      'log in as root, or allow sudo without a password (as Raspberry Pi OS does), or copy the bundle and run install.sh on the board',
    );
  }
}

const OTHER_BUILD = 'build for that board: `neurorack doctor` on it prints its model';

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;

function refusal(
  kind: 'unsupported' | 'missing-library' | 'cannot-write',
  message: string,
  remedy: string,
): NeurorackError {
  return new NeurorackError(kind, message, { remedy });
}
