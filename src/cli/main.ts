import { Command, CommanderError } from 'commander';
import { version } from '../app/installation.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { examples } from './help.ts';
import { reportError } from './report-error.ts';
import { loadVerb, VERBS } from './verbs.ts';

/**
 * Runs one command line and returns its exit code; prints results on stdout and errors on stderr, and never throws. Without a verb it starts the
 * instrument.
 *
 * @param args the words after `neurorack`
 */
export async function main(args: readonly string[]): Promise<ExitCode> {
  try {
    const words = withVerb(args);
    const program = await createProgram(words);
    await program.parseAsync([...words], { from: 'user' });
    return EXIT.success;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.success : EXIT.usage;
    return reportError(error);
  }
}

const OWN_OPTIONS: readonly string[] = ['-h', '--help', '-V', '--version'];

function withVerb(args: readonly string[]): readonly string[] {
  const [first] = args;
  const hasVerb = first !== undefined && (!first.startsWith('-') || OWN_OPTIONS.includes(first));
  return hasVerb ? args : ['start', ...args];
}

async function createProgram(args: readonly string[]): Promise<Command> {
  const program = new Command('neurorack')
    .description('A neural Eurorack synthesizer module: sound descriptors and control voltages in, impact sounds out.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [verb]', 'print the help of a verb')
    .showSuggestionAfterError()
    .showHelpAfterError('remedy: see `neurorack --help`')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) });
  examples(program, [
    'neurorack',
    'neurorack start --set kick.wav',
    'neurorack describe kick.wav',
    'neurorack render --set kick.wav -o out.wav',
    'neurorack model check',
  ]);

  const requested = args[0] === 'help' ? args[1] : args[0];
  for (const [name, summary] of VERBS) {
    if (name === requested) (await loadVerb(name)).register(program);
    else program.command(name).summary(summary).description(summary);
  }
  for (const command of program.commands) inheritSettings(program, command);
  return program;
}

/** Copies the program's settings to all commands: Commander does so only for commands made later, and verbs add sub-commands. */
function inheritSettings(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(command, child);
}
