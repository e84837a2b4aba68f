import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SSHD = '/usr/sbin/sshd';

/** Why nothing can be deployed here; undefined when it can. */
export const noSshd = existsSync(SSHD) ? undefined : 'needs /usr/sbin/sshd: apt-get install openssh-server';

/** A board on loopback, behind a real sshd of this user's with a key of its own; everything it has is in one folder. */
export interface SshBoard {
  readonly port: number;
  /** `user@board`, as `config` knows it. */
  readonly host: string;
  /** For `ssh -F`; another known_hosts, key or port on request. */
  config(otherwise?: Partial<Record<'known' | 'identity' | 'port', string>>): string;
  /** What is / on the board. */
  readonly prefix: string;
  /** Puts a program in the place of the board's own, or takes it away again. */
  program(name: string, script: string): void;
  close(): void;
}

export async function startSshBoard(): Promise<SshBoard> {
  const folder = mkdtempSync(join(tmpdir(), 'nr-sshd-'));
  const at = (name: string): string => join(folder, name);
  for (const name of ['programs', 'prefix/proc/device-tree', 'home']) mkdirSync(at(name), { recursive: true });
  for (const name of ['host', 'own', 'other']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
  }
  writeFileSync(at('authorized'), readFileSync(at('own.pub')));
  const port = await freePort();
  writeFileSync(at('known'), `[127.0.0.1]:${port} ${readFileSync(at('host.pub'), 'utf8')}`);
  writeFileSync(at('nobody'), '');
  // Node is wherever it runs here; programs of a test come first.
  const path = [at('programs'), dirname(process.execPath), '/usr/bin', '/bin', '/usr/sbin', '/sbin'].join(':');
  writeFileSync(
    at('sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${at('host')}`,
      `AuthorizedKeysFile ${at('authorized')}`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      `SetEnv PATH=${path} HOME=${at('home')}`,
    ].join('\n'),
  );
  const isRoot = userInfo().uid === 0;
  if (isRoot) mkdirSync('/run/sshd', { recursive: true }); // sshd of root insists
  const sshd = spawn(SSHD, ['-D', '-e', '-f', at('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  sshd.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  while (!said.includes('Server listening')) {
    if (sshd.exitCode !== null) throw new Error(`sshd does not start: ${said}`);
    await sleep(20);
  }
  let configs = 0;
  return {
    port,
    host: `${userInfo().username}@board`,
    config: ({ known = at('known'), identity = at('own'), port: other = String(port) } = {}) => {
      const file = at(`config-${++configs}`);
      const lines = [`HostName 127.0.0.1`, `Port ${other}`, `IdentityFile ${identity}`, `UserKnownHostsFile ${known}`];
      const fixed = ['IdentitiesOnly yes', 'GlobalKnownHostsFile /dev/null', 'StrictHostKeyChecking yes'];
      writeFileSync(file, `Host board\n${[...lines, ...fixed].map((line) => `  ${line}\n`).join('')}`);
      return file;
    },
    prefix: at('prefix'),
    program: (name, script) => {
      writeFileSync(at(`programs/${name}`), `#!/bin/sh\n${script}\n`);
      chmodSync(at(`programs/${name}`), 0o755);
    },
    close: () => {
      sshd.stderr?.destroy(); // children that still close their connection hold it
      sshd.kill();
      sshd.unref();
    },
  };
}

/** Keys and lists of hosts that are not the right ones, beside the right ones. */
export const wrong = (board: SshBoard): Record<'known' | 'identity', string> => ({
  known: join(dirname(board.prefix), 'nobody'),
  identity: join(dirname(board.prefix), 'other'),
});

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
