import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { NeurorackError } from '../../contracts/errors.ts';
import { removeAtExit } from '../../files/remove-at-exit.ts';
import { type Destination, sshOptions } from './destination.ts';
import { sshFault } from './ssh-fault.ts';

/** Exit code and output of a command on the board. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs commands on a board over the system's ssh. */
export interface Shell {
  readonly host: string;
  /**
   * Runs a POSIX shell script.
   *
   * @param input path of a file for its standard input
   * @throws NeurorackError 'missing-device', 'bad-config', 'bad-file' when ssh cannot connect; 'missing-library' without ssh
   */
  run(script: string, input?: string): Promise<CommandResult>;
  /** Ends the connection. */
  close(): Promise<void>;
}

/** ssh's own exit code for an error before the command ran, or of the connection. */
const SSH_FAILED = 255;
/** Longest kept output of a command, characters. */
const MAX_OUTPUT = 1_000_000;

export async function openShell(destination: Destination): Promise<Shell> {
  const { host } = destination;
  // The path of a socket has at most 104 characters.
  const folder = await mkdtemp(join(tmpdir(), 'nr-'));
  const keep = removeAtExit(folder);
  const options = sshOptions(destination, join(folder, 'c'));
  return {
    host,
    run: async (script, input) => {
      const result = await spawnSsh([...options, '--', host, script], input);
      if (result.code === SSH_FAILED) throw sshFault(host, result.stderr);
      return result;
    },
    close: async () => {
      await spawnSsh([...options, '-O', 'exit', '--', host]).catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
      keep();
    },
  };
}

function spawnSsh(args: readonly string[], input?: string): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh', args, { stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => {
      stdout = `${stdout}${chunk}`.slice(-MAX_OUTPUT);
    });
    child.stderr?.on('data', (chunk) => {
      stderr = `${stderr}${chunk}`.slice(-MAX_OUTPUT);
    });
    child.once('error', (cause) => {
      reject(
        new NeurorackError('missing-library', 'the program ssh is not installed', {
          remedy: 'install OpenSSH: on Debian `sudo apt install openssh-client`',
          cause,
        }),
      );
    });
    // A connection that ends closes the pipe too; ssh's exit code is the better error.
    if (input !== undefined && child.stdin !== null)
      pipeline(createReadStream(input), child.stdin).catch(() => undefined);
    child.once('close', (code) => resolve({ code: code ?? SSH_FAILED, stdout, stderr }));
  });
}
