import { NeurorackError } from '../../contracts/errors.ts';

/** Where a board is, and how the system's ssh gets there. */
export interface Destination {
  /** `user@host`, or `host` as ~/.ssh/config knows it. */
  readonly host: string;
  readonly port?: number | undefined;
  /** Private key. */
  readonly identity?: string | undefined;
  /** Instead of ~/.ssh/config. */
  readonly config?: string | undefined;
}

/** A name or address, with a user or without; nothing that ssh would take for an option or a shell for more than a word. */
const HOST = /^([A-Za-z0-9_][A-Za-z0-9_.-]*@)?([A-Za-z0-9][A-Za-z0-9.-]*|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+)$/;

/** @throws NeurorackError 'usage' for what is no `user@host` */
export function checkHost(host: string): string {
  if (HOST.test(host)) return host;
  throw new NeurorackError('usage', `'${host}' is no user@host`, { remedy: 'name it as ssh does: pi@module.local' });
}

/** Options of ssh for a destination. `control`: where a connection that is there already waits. */
export function sshOptions({ port, identity, config }: Destination, control: string): string[] {
  return [
    ...(config === undefined ? [] : ['-F', config]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(identity === undefined ? [] : ['-i', identity, '-o', 'IdentitiesOnly=yes']),
    // One connection for all steps: a password is asked for once.
    ...['-o', 'ControlMaster=auto', '-o', `ControlPath=${control}`, '-o', 'ControlPersist=30'],
    ...['-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=10', '-o', 'ServerAliveCountMax=3'],
    // No keyboard, no questions: a script would wait for ever.
    ...(process.stdin.isTTY ? [] : ['-o', 'BatchMode=yes']),
  ];
}

/** A word as a POSIX shell takes it, whatever is in it. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
