import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { installationRoot, version } from '../../app/installation.ts';
import { print, printJson } from '../../app/terminal/print.ts';
import { NeurorackError } from '../../contracts/errors.ts';
import { exitNegative } from '../exit.ts';
import { examples } from '../help.ts';

interface DeployVerbOptions {
  readonly board?: string;
  readonly bundle?: string;
  readonly port?: number;
  readonly identity?: string;
  readonly sshConfig?: string;
  readonly prefix: string;
  readonly nodeModules?: string;
  readonly rollback?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function register(program: Command): void {
  const deploy = program
    .command('deploy')
    .summary('bring the instrument to a board, by SSH')
    .argument('<user@host>', 'the board, as ssh knows it')
    .description(
      'Bring the instrument to a board, by the ssh of this computer: looks whether board, processor, Node and room are right, copies the ' +
        'bundle, installs it beside the version that plays, changes over, and listens whether it plays. If it does not, the version ' +
        'before is put back: exit code 1.',
    )
    .option('--board <id>', 'build for this board of boards/ and take that')
    .option('--bundle <file>', 'take this archive of `npm run build -- --board`')
    .option('--rollback', 'put the version before back')
    .option('--port <number>', "the board's SSH port", port)
    .option('--identity <file>', 'private key')
    .option('--ssh-config <file>', "instead of ssh's own configuration")
    .option('--prefix <folder>', 'install below this folder of the board, without user and service', '')
    .option('--node-modules <folder>', 'packages that are on the board already, instead of asking npm')
    .option('--dry-run', 'look whether it fits, and change nothing')
    .option('--json', 'print what came of it as JSON')
    .action(run);
  examples(deploy, [
    'neurorack deploy pi@module.local --board pi5-cpu',
    'neurorack deploy pi@module.local --bundle neurorack-pi5-cpu-0.1.0.tgz --dry-run',
    'neurorack deploy pi@module.local --rollback',
  ]);
}

async function run(host: string, options: DeployVerbOptions): Promise<void> {
  const [{ checkHost }, { openShell }, { deploy, rollBack }, { openBundle }] = await Promise.all([
    import('../deploy/destination.ts'),
    import('../deploy/ssh.ts'),
    import('../deploy/deploy.ts'),
    import('../deploy/bundle.ts'),
  ]);
  const { port, identity, sshConfig: config, nodeModules, dryRun: isDry, rollback, json } = options;
  const prefix = options.prefix.replace(/\/+$/, '');
  checkHost(host);
  if (prefix !== '' && !prefix.startsWith('/')) {
    throw new NeurorackError('usage', `--prefix ${prefix} is no whole path`, { remedy: 'begin it with /' });
  }
  const bundle = rollback ? undefined : await openBundle(bundleFile(options));
  const onStep = (step: string): void => void process.stderr.write(`${step}\n`);
  const shell = await openShell({ host, port, identity, config });
  try {
    if (bundle === undefined) {
      const before = await rollBack({ shell, prefix });
      if (json) printJson({ host, version: before, state: 'rolled-back' });
      else print(`${host}: ${before} plays again`);
      return;
    }
    const deployed = await deploy({ shell, bundle, prefix, nodeModules, isDryRun: isDry, onStep });
    if (json) printJson(deployed);
    else print(sentence(deployed));
    if (deployed.state === 'rolled-back') exitNegative();
  } finally {
    await shell.close();
  }
}

function sentence({ host, board, version, before, state, why }: import('../deploy/deploy.ts').DeployResult): string {
  if (state === 'dry-run') return `${host}: ${version} for ${board} would be installed; nothing was changed`;
  if (state === 'healthy') return `${host}: ${version} for ${board} plays${before === '' ? '' : `, ${before} is kept`}`;
  return `${host}: ${version} does not play (${why}); ${before} plays again`;
}

/** The archive that was named, or one that is built now. */
function bundleFile({ board, bundle }: DeployVerbOptions): string {
  if ((board === undefined) === (bundle === undefined)) {
    throw new NeurorackError('usage', 'say what to bring: --board or --bundle, one of them', {
      remedy: 'add --board <id> to build for a board, or --bundle <file> for an archive that is there',
    });
  }
  if (bundle !== undefined) return bundle;
  const root = installationRoot();
  const script = join(root, 'build/build.js');
  if (!existsSync(script)) {
    throw new NeurorackError('unsupported', 'an installed neurorack cannot be built from', {
      remedy: 'run it in a checkout of the source, or name an archive with --bundle',
    });
  }
  // What it says is for people: standard output is the answer's.
  const { status } = spawnSync(process.execPath, [script, '--board', board ?? ''], { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    throw new NeurorackError('bad-input', `the bundle for ${board} could not be built`, {
      remedy: 'see what is said above',
    });
  }
  return join(root, 'dist/boards', `neurorack-${board}-${version()}.tgz`);
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw new InvalidArgumentError('Give a number from 1 to 65535.');
}
