import { NeurorackError } from '../../contracts/errors.ts';
import { type BoardState, checkBoard, inspectBoard } from './board-state.ts';
import type { Bundle } from './bundle.ts';
import { quote } from './destination.ts';
import type { CommandResult, Shell } from './ssh.ts';

export interface DeployOptions {
  readonly shell: Shell;
  readonly bundle: Bundle;
  /** '' for /; below another folder there is no service. */
  readonly prefix: string;
  /** Folder of packages on the board. */
  readonly nodeModules?: string | undefined;
  /** Looks and says; changes nothing. */
  readonly isDryRun?: boolean | undefined;
  readonly onStep: (step: string) => void;
}

/** What came of it. */
export interface DeployResult {
  readonly host: string;
  readonly board: string;
  readonly version: string;
  /** Version that played before, empty when there was none. */
  readonly before: string;
  /** 'dry-run': nothing was changed; 'healthy': it plays; 'rolled-back': it did not, the version before plays again. */
  readonly state: 'dry-run' | 'healthy' | 'rolled-back';
  /** Why it was rolled back. */
  readonly why?: string;
}

/** A health check is no healthier for being waited for longer. */
const HEALTH_SECONDS = 120;

/**
 * Brings a bundle to a board: looks whether it fits, copies it, installs it beside the version that plays, changes over, and listens
 * whether it plays; if not, the version before is put back.
 *
 * @throws NeurorackError of `checkSite` before anything is changed; 'cannot-write' when copying or installing fails, with the version
 * before still playing; 'device-fault' when it does not play and there is no version before, or that cannot be put back
 */
export async function deploy(options: DeployOptions): Promise<DeployResult> {
  const { shell, bundle, prefix, isDryRun: isDry, onStep } = options;
  onStep(`looking at ${shell.host}`);
  const site = await inspectBoard(shell, prefix);
  checkBoard(site, bundle, { needsRoot: prefix === '' });
  const { version, board } = bundle;
  const result = { host: shell.host, board: board.id, version, before: site.current };
  onStep(`${site.model || site.machine}: ${site.current === '' ? 'nothing installed' : `${site.current} installed`}`);
  if (isDry) return { ...result, state: 'dry-run' };

  const health = await install(options, site);
  if (health === undefined) return { ...result, state: 'healthy' };
  const why = health;
  if (site.current === '') {
    throw new NeurorackError('device-fault', `${version} does not play: ${why}`, {
      remedy: 'there is no version before to put back; `neurorack doctor` on the board says more',
    });
  }
  onStep(`it does not: ${why}; putting ${site.current} back`);
  await rollBack({ shell, prefix, site });
  return { ...result, state: 'rolled-back', why };
}

/** Copies and installs; why the version that is there now does not play, undefined when it does. */
async function install({ shell, bundle, prefix, nodeModules, onStep }: DeployOptions, site: BoardState) {
  const folder = await makeFolder(shell);
  try {
    onStep(`copying ${bundle.version} for ${bundle.board.id}, ${(bundle.size.archive / 2 ** 20).toFixed(1)} MB`);
    await copy(shell, bundle, folder);
    onStep('installing it beside the version that plays');
    const words = [...prefixWords(prefix), ...(nodeModules === undefined ? [] : ['--node-modules', nodeModules])];
    const script = [`${folder}/${bundle.folder}/install.sh`, ...words];
    const said = await shell.run(asRoot(site, prefix, script));
    if (said.code !== 0 && said.stdout.includes('changed over')) return errorOf(said).message;
    orFail(said, 'it could not be installed', 'cannot-write');
  } finally {
    await shell.run(`rm -rf ${quote(folder)}`).catch(() => undefined); // what went wrong before says more
  }
  onStep('listening whether it plays');
  return checkHealth(shell, site, prefix);
}

/**
 * Puts the version before back; the one that was there is kept in `rejected`. Resolves with its version.
 *
 * @throws NeurorackError 'missing-device' when there is none; 'device-fault' when it cannot be put back or does not play either
 */
export async function rollBack({
  shell,
  prefix,
  site,
}: {
  shell: Shell;
  prefix: string;
  site?: BoardState;
}): Promise<string> {
  const before = await inspectBoard(shell, prefix);
  if (before.previous === '') {
    throw new NeurorackError('missing-device', `${shell.host} has no version before`, {
      remedy: 'deploy the version you want: --bundle <file>',
    });
  }
  const script = [`${prefix}/opt/neurorack/previous/install.sh`, '--rollback', ...prefixWords(prefix)];
  const said = await shell.run(asRoot(site ?? before, prefix, script));
  orFail(said, 'the version before could not be put back', 'device-fault');
  const why = await checkHealth(shell, before, prefix);
  if (why === undefined) return before.previous;
  throw new NeurorackError('device-fault', `${before.previous} was put back and does not play either: ${why}`, {
    remedy: 'run `neurorack doctor` on the board',
  });
}

/** A folder of one's own in the home, which is on the card; /tmp may be in memory. */
async function makeFolder(shell: Shell): Promise<string> {
  const said = await shell.run('mktemp -d "$HOME/.neurorack-deploy.XXXXXX"');
  return orFail(said, 'there is no place to copy to', 'cannot-write').trim();
}

async function copy(shell: Shell, bundle: Bundle, folder: string): Promise<void> {
  const archive = quote(`${folder}/bundle.tgz`);
  orFail(await shell.run(`cat > ${archive}`, bundle.file), 'it could not be copied', 'cannot-write');
  const sum = (await shell.run(`sha256sum < ${archive}`)).stdout.split(' ')[0];
  if (sum !== bundle.sha256) {
    throw new NeurorackError('cannot-write', 'what arrived on the board is not what was sent', {
      remedy: 'try again; if it happens again, check the card of the board',
    });
  }
  orFail(await shell.run(`tar -xzf ${archive} -C ${quote(folder)}`), 'it could not be unpacked', 'cannot-write');
}

/** Why the version that is there does not play; undefined when it does. */
async function checkHealth(shell: Shell, site: BoardState, prefix: string): Promise<string | undefined> {
  const script = [`${prefix}/opt/neurorack/current/health.sh`, ...(prefix === '' ? [] : ['--no-service'])];
  const said = await shell.run(`timeout ${HEALTH_SECONDS} ${asRoot(site, prefix, script)}`);
  if (said.code === 0) return undefined;
  const lines = `${said.stdout}\n${said.stderr}`.trim().split('\n').filter(Boolean);
  return lines.join('; ') || `its health check ended with ${said.code}`;
}

const prefixWords = (prefix: string): string[] => (prefix === '' ? [] : ['--prefix', prefix]);

function asRoot({ isRoot }: BoardState, prefix: string, words: readonly string[]): string {
  const needsSudo = prefix === '' && !isRoot;
  return `${needsSudo ? 'sudo -n ' : ''}sh ${words.map(quote).join(' ')}`;
}

function orFail(said: CommandResult, what: string, kind: 'cannot-write' | 'device-fault'): string {
  if (said.code === 0) return said.stdout;
  const { message, remedy } = errorOf(said);
  throw new NeurorackError(kind, `${what}: ${message}`, { remedy });
}

/** What a script has said of its end. */
function errorOf({ code, stderr }: CommandResult): { message: string; remedy: string } {
  const lines = stderr.trim().split('\n');
  const after = (word: string): string | undefined => lines.find((line) => line.startsWith(word))?.slice(word.length);
  return {
    message: after('error: ') ?? (lines.at(-1) || `exit code ${code}`),
    remedy:
      after('remedy: ') ??
      'what played before plays on; log in on the board and see whether there is room and a network',
  };
}
