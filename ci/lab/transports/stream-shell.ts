import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { CommandResult, Shell } from '../../../src/cli/deploy/ssh.ts';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import { createStreamLines } from './stream-lines.ts';

export interface StreamShellOptions {
  readonly name: string;
  /** A program with a POSIX shell on its standard input and output: a guest's serial line, a console server, a container. */
  readonly command: readonly string[];
  /** Until the shell answers for the first time. */
  readonly bootSeconds: number;
}

/** Lines of base64, which a terminal passes as they are. */
const LINE = 76;

/**
 * A board behind a stream. Scripts and what they say go over it as base64 between marks that the shell puts together itself, so that a
 * terminal's echo, its line ends and the kernel's messages do no harm. Needs sh, base64 and mktemp on the board.
 *
 * @throws NeurorackError 'missing-device' when it ends or does not answer in time
 */
export async function openStreamShell(options: StreamShellOptions): Promise<Shell> {
  const { name, bootSeconds } = options;
  const [program = '', ...words] = options.command;
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined); // its end says why
  const lines = createStreamLines();
  child.stdout.setEncoding('utf8').on('data', lines.push);
  const gone = (what: string, cause?: unknown): NeurorackError =>
    new NeurorackError('missing-device', `${name}: ${what}`, {
      remedy: `try by hand: ${options.command.join(' ')}`,
      cause,
    });
  child.once('error', (cause) => lines.end(gone('it cannot be started', cause)));
  child.once('close', (code) => lines.end(gone(`its shell has ended (${code ?? 'killed'})`)));

  const deadline = setTimeout(() => lines.end(gone(`no shell within ${bootSeconds} s`)), 1000 * bootSeconds);
  const ask = (): boolean => child.stdin.write("stty -echo 2>/dev/null; PS1=; PS2=; printf '\\n%s%s\\n' nr- ready\n");
  // What is typed before a guest listens is lost on some lines.
  const asking = setInterval(ask, 1000);
  try {
    ask();
    await lines.readUntil((line) => line === 'nr-ready');
  } catch (error) {
    child.kill();
    throw error;
  } finally {
    clearTimeout(deadline);
    clearInterval(asking);
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    host: name,
    run: (script, input) => {
      const said = last.then(() => runOne(script, input));
      last = said.catch(() => undefined);
      return said;
    },
    close: async () => {
      child.stdin.end('exit\n');
      child.kill();
    },
  };

  async function runOne(script: string, input: string | undefined): Promise<CommandResult> {
    child.stdin.write('nr=$(mktemp -d)\n');
    child.stdin.write(heredoc('s', Buffer.from(script)));
    if (input !== undefined) child.stdin.write(heredoc('i', await readFile(input)));
    const from = input === undefined ? '/dev/null' : '"$nr/i"';
    child.stdin.write(
      [
        `sh "$nr/s" < ${from} > "$nr/o" 2> "$nr/e"`,
        `printf '\\n%s%s\\n' nr-code= "$?"`,
        `base64 < "$nr/o"; printf '%s%s\\n' nr- errors; base64 < "$nr/e"; printf '%s%s\\n' nr- end; rm -rf "$nr"\n`,
      ].join('; '),
    );
    await lines.readUntil((line) => line.startsWith('nr-code='));
    const code = Number(lines.matchedLine().slice('nr-code='.length));
    const stdout = await lines.readUntil((line) => line === 'nr-errors');
    const stderr = await lines.readUntil((line) => line === 'nr-end');
    return { code, stdout: decode(stdout), stderr: decode(stderr) };
  }
}

function heredoc(name: string, bytes: Buffer): string {
  const text = bytes.toString('base64').replace(new RegExp(`.{${LINE}}`, 'g'), '$&\n');
  return `base64 -d > "$nr/${name}" << 'nr-here'\n${text}\nnr-here\n`;
}

/** Between the marks there is base64; what else got in between is a message of the kernel's. */
function decode(lines: readonly string[]): string {
  return Buffer.from(lines.filter((line) => /^[A-Za-z0-9+/]+=*$/.test(line)).join(''), 'base64').toString('utf8');
}
