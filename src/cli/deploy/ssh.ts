import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { NeurorackError } from '../../contracts/errors.ts';
import { type Destination, sshOptions } from './destination.ts';
import { sshFault } from './ssh-fault.ts';

/** What a command on the board has said. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A board that commands can be given to, by the system's ssh. */
export interface Shell {
  readonly host: string;
  /**
   * Runs a script of a POSIX shell.
   *
   * @param input a file that goes to its standard input
   * @throws NeurorackError 'missing-device', 'bad-config', 'bad-file' when ssh does not get there; 'missing-library' without ssh
   */
  run(script: string, input?: string): Promise<CommandResult>;
  /** Ends the connection. */
  close(): Promise<void>;
}

/** ssh's own exit code for what went wrong before the command, or on the way. */
const SSH_GAVE_UP = 255;
/** What of a command's words is kept, characters. */
const MOST_SAID = 1_000_000;

export async function openShell(destination: Destination): Promise<Shell> {
  const { host } = destination;
  // A path of a socket may have 104 characters.
  const folder = await mkdtemp(join(tmpdir(), 'nr-'));
  const options = sshOptions(destination, join(folder, 'c'));
  return {
    host,
    run: async (script, input) => {
      const said = await spawnSsh([...options, '--', host, script], input);
      if (said.code === SSH_GAVE_UP) throw sshFault(host, said.stderr);
      return said;
    },
    close: async () => {
      await spawnSsh([...options, '-O', 'exit', '--', host]).catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function spawnSsh(words: readonly string[], input?: string): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh', words, { stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => {
      stdout = `${stdout}${chunk}`.slice(-MOST_SAID);
    });
    child.stderr?.on('data', (chunk) => {
      stderr = `${stderr}${chunk}`.slice(-MOST_SAID);
    });
    child.once('error', (cause) => {
      reject(
        new NeurorackError('missing-library', 'the program ssh is not there', {
          remedy: 'install OpenSSH: on Debian `sudo apt install openssh-client`',
          cause,
        }),
      );
    });
    // A board that ends the connection ends the pipe as well; ssh's exit code says more.
    if (input !== undefined && child.stdin !== null)
      pipeline(createReadStream(input), child.stdin).catch(() => undefined);
    child.once('close', (code) => resolve({ code: code ?? SSH_GAVE_UP, stdout, stderr }));
  });
}
