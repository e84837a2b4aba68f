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
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function register(program: Command): void {
  const deploy = program
    .command('deploy')
    .summary('install the instrument on a board over SSH')
    .argument('<user@host>', 'SSH destination of the board')
    .description(
      'Install the instrument on a board with the ssh of this computer: checks board, processor, Node and free space, copies the bundle, ' +
        'installs it beside the current version, switches over and checks that it plays. If it does not, the previous version is ' +
        'restored: exit code 1.',
    )
    .option('--board <id>', 'build a bundle for this board and install it')
    .option('--bundle <file>', 'install this bundle of `npm run build -- --board`')
    .option('--rollback', 'restore the previous version')
    .option('--port <number>', 'SSH port of the board', port)
    .option('--identity <file>', 'private key')
    .option('--ssh-config <file>', 'use this ssh configuration instead of the default one')
    .option('--prefix <folder>', 'install below this folder of the board, without a user and a service', '')
    .option('--node-modules <folder>', 'folder of packages on the board, instead of downloading them with npm')
    .option('--force', 'install a version again that is there already, with its packages')
    .option('--dry-run', 'run the checks and change nothing')
    .option('--json', 'print the result as JSON')
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
  const { port, identity, sshConfig: config, nodeModules, force: isForced, dryRun: isDryRun, rollback, json } = options;
  const prefix = options.prefix.replace(/\/+$/, '');
  checkHost(host);
  if (prefix !== '' && !prefix.startsWith('/')) {
    throw new NeurorackError('usage', `--prefix ${prefix} is not an absolute path`, { remedy: 'start it with /' });
  }
  const bundle = rollback ? undefined : await openBundle(bundleFile(options));
  const onStep = (step: string): void => void process.stderr.write(`${step}\n`);
  const shell = await openShell({ host, port, identity, config });
  try {
    if (bundle === undefined) {
      const before = await rollBack({ shell, prefix });
      if (json) printJson({ host, version: before, state: 'rolled-back' });
      else print(`${host}: ${before} is restored and plays`);
      return;
    }
    const deployed = await deploy({ shell, bundle, prefix, nodeModules, isForced, isDryRun, onStep });
    if (json) printJson(deployed);
    else print(sentence(deployed));
    if (deployed.state === 'rolled-back') exitNegative();
  } finally {
    await shell.close();
  }
}

function sentence(deployed: import('../deploy/deploy.ts').DeployResult): string {
  const { host, board, version, kept, state, restored, why } = deployed;
  if (state === 'dry-run') return `${host}: ${version} for ${board} would be installed; nothing was changed`;
  if (state === 'healthy') return `${host}: ${version} for ${board} plays${kept === '' ? '' : `; ${kept} is kept`}`;
  return `${host}: ${version} does not play (${why}); ${restored} is restored and plays`;
}

/** The given bundle, or a new one for the given board. */
function bundleFile({ board, bundle }: DeployVerbOptions): string {
  if ((board === undefined) === (bundle === undefined)) {
    throw new NeurorackError('usage', 'deploy needs either --board or --bundle', {
      remedy: 'add --board <id> to build for a board, or --bundle <file> for an existing bundle',
    });
  }
  if (bundle !== undefined) return bundle;
  const root = installationRoot();
  const script = join(root, 'build/build.js');
  if (!existsSync(script)) {
    throw new NeurorackError('unsupported', 'an installed neurorack has no source to build from', {
      remedy: 'run it in a checkout of the source, or give a bundle with --bundle',
    });
  }
  // The output of the build goes to stderr: stdout is for the result.
  const { status } = spawnSync(process.execPath, [script, '--board', board ?? ''], { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    throw new NeurorackError('bad-input', `the bundle for ${board} could not be built`, {
      remedy: 'see the errors above',
    });
  }
  return join(root, 'dist/boards', `neurorack-${board}-${version()}.tgz`);
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw new InvalidArgumentError('Give a number from 1 to 65535.');
}
