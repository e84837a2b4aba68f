import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { CommandResult, Shell } from '../../../src/cli/deploy/ssh.ts';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import { createStreamLines } from './stream-lines.ts';

export interface StreamShellOptions {
  readonly name: string;
  /** A program with a POSIX shell on its standard input and output: a guest's serial line, a console server, a container. */
  readonly command: readonly string[];
  /** Longest wait for the first prompt, seconds. */
  readonly bootSeconds: number;
}

/** Characters of a base64 line, which a terminal passes unchanged. */
const LINE = 76;

/**
 * A board behind a stream. Scripts and their output are sent as base64 between markers that the shell assembles itself, so that a
 * terminal's echo, its line ends and kernel messages do no harm. Needs sh, base64 and mktemp on the board.
 *
 * @throws NeurorackError 'missing-device' when the program ends or does not answer in time
 */
export async function openStreamShell(options: StreamShellOptions): Promise<Shell> {
  const { name, bootSeconds } = options;
  const [program = '', ...words] = options.command;
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined); // the close event has the reason
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
  const requestPrompt = (): boolean =>
    child.stdin.write("stty -echo 2>/dev/null; PS1=; PS2=; printf '\\n%s%s\\n' nr- ready\n");
  // Some serial lines lose input that is sent before a guest reads.
  const retrying = setInterval(requestPrompt, 1000);
  try {
    requestPrompt();
    await lines.readUntil((line) => line === 'nr-ready');
  } catch (error) {
    child.kill();
    throw error;
  } finally {
    clearTimeout(deadline);
    clearInterval(retrying);
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    host: name,
    run: (script, input) => {
      const result = last.then(() => runOne(script, input));
      last = result.catch(() => undefined);
      return result;
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

/** Decodes the base64 between two markers; other lines are kernel messages. */
function decode(lines: readonly string[]): string {
  return Buffer.from(lines.filter((line) => /^[A-Za-z0-9+/]+=*$/.test(line)).join(''), 'base64').toString('utf8');
}
