import { NeurorackError } from '../../contracts/errors.ts';
import { type BoardState, checkBoard, inspectBoard } from './board-state.ts';
import type { Bundle } from './bundle.ts';
import { quote } from './destination.ts';
import type { CommandResult, Shell } from './ssh.ts';

export interface DeployOptions {
  readonly shell: Shell;
  readonly bundle: Bundle;
  /** Root of the installation: '' for /; below another folder no service is installed. */
  readonly prefix: string;
  /** Folder of packages on the board; default: npm downloads them. */
  readonly nodeModules?: string | undefined;
  /** Installs a version again that is there already. */
  readonly isForced?: boolean | undefined;
  /** Checks only and changes nothing. */
  readonly isDryRun?: boolean | undefined;
  readonly onStep: (step: string) => void;
}

/** Outcome of a deployment. */
export interface DeployResult {
  readonly host: string;
  readonly board: string;
  readonly version: string;
  /** Version installed before, empty for none. */
  readonly before: string;
  /** Version that `--rollback` would restore, as it is on the board afterwards; empty for none. */
  readonly kept: string;
  /** 'dry-run': nothing was changed; 'healthy': it plays; 'rolled-back': it did not play, the previous version is restored. */
  readonly state: 'dry-run' | 'healthy' | 'rolled-back';
  /** Version that plays again after a rollback, and its reason. */
  readonly restored?: string;
  readonly why?: string;
}

/** Time limit of the health check, s. */
const HEALTH_SECONDS = 120;

/**
 * Installs a bundle on a board: checks that it fits, copies it, installs it beside the current version, switches over, and checks that
 * it plays; if not, the previous version is restored.
 *
 * @throws NeurorackError of `checkBoard` before anything is changed; 'cannot-write' when copying or installing fails, with the current
 * version still playing; 'device-fault' when it does not play, and no previous version can be restored or the version was there before
 */
export async function deploy(options: DeployOptions): Promise<DeployResult> {
  const { shell, bundle, prefix, isDryRun, onStep } = options;
  onStep(`checking ${shell.host}`);
  const boardState = await inspectBoard(shell, prefix);
  checkBoard(boardState, bundle, { needsRoot: prefix === '' });
  const { version, board } = bundle;
  const { current, previous } = boardState;
  const result = { host: shell.host, board: board.id, version, before: current };
  onStep(`${boardState.model || boardState.machine}: ${current === '' ? 'nothing installed' : `${current} installed`}`);
  if (isDryRun) return { ...result, kept: previous, state: 'dry-run' };

  const { why, isChanged } = await install(options, boardState);
  const { previous: kept } = await inspectBoard(shell, prefix);
  if (why === undefined) return { ...result, kept, state: 'healthy' };
  if (!isChanged) throw doesNotPlay(version, why, 'it was there before, and nothing was changed');
  if (kept === '') throw doesNotPlay(version, why, 'there is no previous version to restore');
  onStep(`it does not play: ${why}; restoring ${kept}`);
  const restored = await rollBack({ shell, prefix, boardState });
  return { ...result, kept: '', state: 'rolled-back', restored, why };
}

function doesNotPlay(version: string, why: string, state: string): NeurorackError {
  return new NeurorackError('device-fault', `${version} does not play: ${why}`, {
    remedy: `${state}; run \`neurorack doctor\` on the board`,
  });
}

/** Copies and installs the bundle; returns the reason why it does not play, undefined if it plays, and whether a version was changed. */
async function install(
  { shell, bundle, prefix, nodeModules, isForced, onStep }: DeployOptions,
  boardState: BoardState,
): Promise<{ why?: string | undefined; isChanged: boolean }> {
  let isChanged = false;
  const folder = await makeFolder(shell);
  try {
    onStep(`copying ${bundle.version} for ${bundle.board.id}, ${(bundle.size.archive / 2 ** 20).toFixed(1)} MB`);
    await copy(shell, bundle, folder);
    onStep('installing it beside the current version');
    const options = [
      ...prefixOption(prefix),
      ...(nodeModules === undefined ? [] : ['--node-modules', nodeModules]),
      ...(isForced ? ['--force'] : []),
    ];
    const script = [...(await installer(shell, prefix, `${folder}/${bundle.folder}`)), ...options];
    const output = await shell.run(asRoot(boardState, prefix, script));
    isChanged = /^(changed|switched) over$/m.test(output.stdout);
    if (output.code !== 0 && isChanged) return { why: errorOf(output).message, isChanged };
    orFail(output, 'it could not be installed', 'cannot-write');
  } finally {
    await shell.run(`rm -rf ${quote(folder)}`).catch(() => undefined); // an earlier error is more useful
  }
  onStep('checking that it plays');
  return { why: await checkHealth(shell, boardState, prefix), isChanged };
}

/**
 * The script that installs a folder: its own, or where the board has a key for signatures, that of the installed version. A script that was
 * not checked yet could leave the check out.
 */
async function installer(shell: Shell, prefix: string, folder: string): Promise<string[]> {
  const [key, installed] = [`${prefix}/etc/neurorack/release-key.pem`, `${prefix}/opt/neurorack/current/install.sh`];
  const isGuarded = (await shell.run(`test -e ${quote(key)} && test -e ${quote(installed)}`)).code === 0;
  return isGuarded ? [installed, '--from', folder] : [`${folder}/install.sh`];
}

/**
 * Restores the previous version and returns it; the replaced one is kept in `rejected`.
 *
 * @throws NeurorackError 'missing-device' without a previous version; 'device-fault' when it cannot be restored or does not play either
 */
export async function rollBack({
  shell,
  prefix,
  boardState,
}: {
  shell: Shell;
  prefix: string;
  boardState?: BoardState;
}): Promise<string> {
  const before = await inspectBoard(shell, prefix);
  if (before.previous === '') {
    throw new NeurorackError('missing-device', `${shell.host} has no previous version`, {
      remedy: 'deploy a version with --bundle <file>',
    });
  }
  const script = [`${prefix}/opt/neurorack/previous/install.sh`, '--rollback', ...prefixOption(prefix)];
  const output = await shell.run(asRoot(boardState ?? before, prefix, script));
  orFail(output, 'the previous version could not be restored', 'device-fault');
  const why = await checkHealth(shell, before, prefix);
  if (why === undefined) return before.previous;
  throw new NeurorackError('device-fault', `${before.previous} was restored and does not play either: ${why}`, {
    remedy: 'run `neurorack doctor` on the board',
  });
}

/**
 * Makes a folder in the home, which is on the card; /tmp may be in memory. Folders of deployments whose connection broke are removed: none takes
 * an hour.
 */
async function makeFolder(shell: Shell): Promise<string> {
  await shell.run(`find "$HOME" -maxdepth 1 -name '.neurorack-deploy.*' -mmin +60 -exec rm -rf {} +`);
  const output = await shell.run('mktemp -d "$HOME/.neurorack-deploy.XXXXXX"');
  return orFail(output, 'no folder for the copy could be made', 'cannot-write').trim();
}

async function copy(shell: Shell, bundle: Bundle, folder: string): Promise<void> {
  const archive = quote(`${folder}/bundle.tgz`);
  orFail(await shell.run(`cat > ${archive}`, bundle.file), 'it could not be copied', 'cannot-write');
  const sum = (await shell.run(`sha256sum < ${archive}`)).stdout.split(' ')[0];
  if (sum !== bundle.sha256) {
    throw new NeurorackError('cannot-write', 'the copy on the board differs from the bundle', {
      remedy: 'try again; if it fails again, check the card of the board',
    });
  }
  orFail(await shell.run(`tar -xzf ${archive} -C ${quote(folder)}`), 'it could not be unpacked', 'cannot-write');
}

/** Returns the reason why the current version does not play; undefined if it plays. */
async function checkHealth(shell: Shell, boardState: BoardState, prefix: string): Promise<string | undefined> {
  const script = [`${prefix}/opt/neurorack/current/health.sh`, ...(prefix === '' ? [] : ['--no-service'])];
  const output = await shell.run(`timeout ${HEALTH_SECONDS} ${asRoot(boardState, prefix, script)}`);
  if (output.code === 0) return undefined;
  const lines = `${output.stdout}\n${output.stderr}`.trim().split('\n').filter(Boolean);
  return lines.join('; ') || `its health check ended with exit code ${output.code}`;
}

const prefixOption = (prefix: string): string[] => (prefix === '' ? [] : ['--prefix', prefix]);

function asRoot({ isRoot }: BoardState, prefix: string, args: readonly string[]): string {
  const needsSudo = prefix === '' && !isRoot;
  return `${needsSudo ? 'sudo -n ' : ''}sh ${args.map(quote).join(' ')}`;
}

function orFail(output: CommandResult, what: string, kind: 'cannot-write' | 'device-fault'): string {
  if (output.code === 0) return output.stdout;
  const { message, remedy } = errorOf(output);
  throw new NeurorackError(kind, `${what}: ${message}`, { remedy });
}

/** Reads error and remedy from the output of a script. */
function errorOf({ code, stderr }: CommandResult): { message: string; remedy: string } {
  const lines = stderr.trim().split('\n');
  const after = (word: string): string | undefined => lines.find((line) => line.startsWith(word))?.slice(word.length);
  return {
    message: after('error: ') ?? (lines.at(-1) || `exit code ${code}`),
    remedy:
      after('remedy: ') ??
      'the current version still plays; log in on the board and check its free space and its network',
  };
}
