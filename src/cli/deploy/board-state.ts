import { recognise } from '../../board/recognise.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import type { Bundle } from './bundle.ts';
import { quote } from './destination.ts';
import type { Shell } from './ssh.ts';

/** What is there before anything is done. */
export interface BoardState {
  /** As `uname -m` says it. */
  readonly machine: string;
  /** Of the device tree; empty on a computer without one. */
  readonly model: string;
  /** Of Node, empty without it. */
  readonly node: string;
  readonly isRoot: boolean;
  /** Whether sudo asks no password. */
  readonly hasPasswordlessSudo: boolean;
  /** Free where it will be installed, bytes. */
  readonly freeBytes: number;
  /** Version that is installed, and the one before; empty when there is none. */
  readonly current: string;
  readonly previous: string;
  /** Whether the packages of the version that is there can be used again. */
  readonly hasPackages: boolean;
}

/** Packages with native code of all platforms, as npm unpacks them. */
const PACKAGES_BYTES = 400 * 2 ** 20;
/** Room for logs and settings. */
const SPARE_BYTES = 50 * 2 ** 20;

const ARCHITECTURES: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  arm64: 'arm64',
  x86_64: 'x64',
  amd64: 'x64',
};

/** Looks around on the board; changes nothing. `prefix`: '' for /. */
export async function inspectBoard(shell: Shell, prefix: string): Promise<BoardState> {
  const home = quote(`${prefix}/opt/neurorack`);
  const versionIn = (folder: string): string =>
    `$(sed -n 's/^ *"version": "\\([^"]*\\)".*/\\1/p' ${home}/${folder}/build.json 2>/dev/null | head -n 1)`;
  const script = [
    'say() { printf "%s=%s\\n" "$1" "$2"; }',
    'say machine "$(uname -m)"',
    `say model "$(tr -d '\\0' < ${quote(`${prefix}/proc/device-tree/model`)} 2>/dev/null)"`,
    'say node "$(node --version 2>/dev/null)"',
    'say uid "$(id -u)"',
    'say sudo "$(sudo -n true 2>/dev/null && echo yes)"',
    // The nearest folder that is there.
    `d=${home}; while [ ! -d "$d" ]; do d=$(dirname "$d"); done`,
    `say free "$(df -Pk "$d" | awk 'NR == 2 { print $4 }')"`,
    `say current "${versionIn('current')}"`,
    `say previous "${versionIn('previous')}"`,
    `say packages "$([ -d ${home}/current/node_modules ] && echo yes)"`,
  ].join('\n');
  const { stdout } = await shell.run(script);
  const facts = new Map(stdout.split('\n').map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]));
  const fact = (name: string): string => facts.get(name)?.trim() ?? '';
  return {
    machine: fact('machine'),
    model: fact('model'),
    node: fact('node'),
    isRoot: fact('uid') === '0',
    hasPasswordlessSudo: fact('sudo') === 'yes',
    freeBytes: 1024 * Number(fact('free') || Number.NaN),
    current: fact('current'),
    previous: fact('previous'),
    hasPackages: fact('packages') === 'yes',
  };
}

/**
 * Whether a bundle may go there.
 *
 * @throws NeurorackError 'unsupported' for another board or processor; 'missing-library' without Node; 'cannot-write' without room
 * or root
 */
export function checkBoard(site: BoardState, bundle: Bundle, { needsRoot }: { readonly needsRoot: boolean }): void {
  const { board, size } = bundle;
  const architecture = ARCHITECTURES[site.machine] ?? site.machine;
  if (board.architecture !== undefined && board.architecture !== architecture) {
    throw refusal(
      'unsupported',
      `the bundle is for ${board.architecture}, the board is ${site.machine || 'unknown'}`,
      OTHER,
    );
  }
  if (board.recognise.length > 0 && recognise(site.model, [board]).length === 0) {
    const found = site.model === '' ? 'a computer without a device tree' : `a ${site.model}`;
    throw refusal('unsupported', `the bundle is for a ${board.name}, the board is ${found}`, OTHER);
  }
  if (!isNewEnough(site.node)) {
    const found = site.node === '' ? 'no Node' : `Node ${site.node.slice(1)}`;
    throw refusal('missing-library', `there is ${found} on the board`, 'install Node 20.19 or newer there');
  }
  const wanted = size.archive + size.unpacked + SPARE_BYTES + PACKAGES_BYTES;
  if (!(site.freeBytes >= wanted)) {
    const free = Number.isFinite(site.freeBytes) ? megabytes(site.freeBytes) : 'an unknown number of MB';
    throw refusal(
      'cannot-write',
      `${free} are free on the board, ${megabytes(wanted)} are wanted`,
      'make room there: `sudo apt clean`, or a larger card',
    );
  }
  if (needsRoot && !site.isRoot && !site.hasPasswordlessSudo) {
    throw refusal(
      'cannot-write',
      'sudo asks for a password on the board',
      'log in as root, or let that user use sudo without one (as Raspberry Pi OS does), or copy the archive and run install.sh there',
    );
  }
}

const OTHER = 'build for the board that is there: `neurorack doctor` on it says its model';

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
