import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NeurorackError } from '../../../src/contracts/errors.ts';

const SSHD = '/usr/sbin/sshd';

/** Reason that no sshd can run here; undefined where it can. */
export const noSshd = existsSync(SSHD) ? undefined : 'needs /usr/sbin/sshd: apt-get install openssh-server';

/** An sshd of this user on 127.0.0.1: its own port and keys, no passwords. */
export interface LoopbackSshd {
  readonly port: number;
  /** `user@board`, a host of its `config`. */
  readonly host: string;
  /** Writes a file for `ssh -F`; another known_hosts, key or port on request. */
  config(otherwise?: Partial<Record<'known' | 'identity' | 'port', string>>): string;
  close(): void;
}

/**
 * Starts an sshd; keys and files go to the existing `folder`. HOME of its users is `home` there, and PATH starts with `programs`.
 *
 * @throws NeurorackError 'missing-library' without OpenSSH's server, 'device-fault' when it does not start
 */
export async function startLoopbackSshd(folder: string): Promise<LoopbackSshd> {
  if (noSshd !== undefined) {
    throw new NeurorackError('missing-library', 'there is no sshd', {
      remedy: 'on Debian: sudo apt install openssh-server',
    });
  }
  const at = (name: string): string => join(folder, name);
  for (const name of ['programs', 'home']) mkdirSync(at(name), { recursive: true });
  for (const name of ['host', 'own']) makeKey(at(name));
  writeFileSync(at('authorized'), readFileSync(at('own.pub')));
  const port = await freePort();
  writeFileSync(at('known'), `[127.0.0.1]:${port} ${readFileSync(at('host.pub'), 'utf8')}`);
  // The folder of this Node is in the PATH.
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
  const { uid, username } = userInfo();
  if (uid === 0) mkdirSync('/run/sshd', { recursive: true }); // required for an sshd of root
  const sshd = spawn(SSHD, ['-D', '-e', '-f', at('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  sshd.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  while (!said.includes('Server listening')) {
    if (sshd.exitCode !== null) {
      throw new NeurorackError('device-fault', `sshd does not start: ${said.trim()}`, {
        remedy: `try by hand: ${SSHD} -D -e -f ${at('sshd_config')}`,
      });
    }
    await sleep(20);
  }
  let configs = 0;
  return {
    port,
    host: `${username}@board`,
    config: ({ known = at('known'), identity = at('own'), port: other = String(port) } = {}) => {
      const file = at(`config-${++configs}`);
      const lines = [`HostName 127.0.0.1`, `Port ${other}`, `IdentityFile ${identity}`, `UserKnownHostsFile ${known}`];
      const fixed = ['IdentitiesOnly yes', 'GlobalKnownHostsFile /dev/null', 'StrictHostKeyChecking yes'];
      writeFileSync(file, `Host board\n${[...lines, ...fixed].map((line) => `  ${line}\n`).join('')}`);
      return file;
    },
    close: () => {
      sshd.stderr?.destroy(); // held by children that are closing their connection
      sshd.kill();
      sshd.unref();
    },
  };
}

/** Makes a key pair: `file` and `file.pub`. */
export function makeKey(file: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
}

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
