import { NeurorackError } from '../../contracts/errors.ts';

/** The SSH address of a board, and the options of the system's ssh for it. */
export interface Destination {
  /** `user@host`, or a `host` of ~/.ssh/config. */
  readonly host: string;
  readonly port?: number | undefined;
  /** Private key. */
  readonly identity?: string | undefined;
  /** ssh configuration file; default ~/.ssh/config. */
  readonly config?: string | undefined;
}

/** A name or address with an optional user; never an option for ssh or more than one word for a shell. */
const HOST = /^([A-Za-z0-9_][A-Za-z0-9_.-]*@)?([A-Za-z0-9][A-Za-z0-9.-]*|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+)$/;

/** @throws NeurorackError 'usage' for anything but `user@host` or `host` */
export function checkHost(host: string): string {
  if (HOST.test(host)) return host;
  throw new NeurorackError('usage', `'${host}' is not a valid SSH destination`, {
    remedy: 'give user@host, such as pi@module.local',
  });
}

/** Options of ssh for a destination; `control` is the socket of the shared connection. */
export function sshOptions({ port, identity, config }: Destination, control: string): string[] {
  return [
    ...(config === undefined ? [] : ['-F', config]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(identity === undefined ? [] : ['-i', identity, '-o', 'IdentitiesOnly=yes']),
    // One connection for all steps: ssh asks for a password once.
    ...['-o', 'ControlMaster=auto', '-o', `ControlPath=${sshWord(control)}`, '-o', 'ControlPersist=30'],
    ...['-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=10', '-o', 'ServerAliveCountMax=3'],
    // Without a terminal ssh must not ask questions: a script would wait for ever.
    ...(process.stdin.isTTY ? [] : ['-o', 'BatchMode=yes']),
  ];
}

/** Quotes a path for an option of ssh, which splits it at spaces and expands %. */
function sshWord(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

/** Quotes any text as one word of a POSIX shell. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
