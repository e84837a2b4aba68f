import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { endianness } from 'node:os';
import type { ServiceManager } from '@neurorack/contracts/service-manager';

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0x8_0000;
/** MSG_NOSIGNAL and MSG_DONTWAIT: a manager that reads nothing does not hold the process up. */
const SEND_FLAGS = 0x4040;
/** Longest path in a sockaddr_un, with its final zero (unix(7)). */
const MAX_PATH_BYTES = 107;

/** Sends a datagram to the socket of systemd. */
export type SendDatagram = (text: string) => void;

export interface SystemdOptions {
  /** The environment of the process; what systemd set is removed, so that no child sends states. */
  readonly env?: NodeJS.ProcessEnv;
  readonly pid?: number;
  /** Opens the socket; undefined where the C library cannot be called. */
  readonly open?: (path: string) => SendDatagram | undefined;
}

/**
 * systemd as the service manager, by the protocol of sd_notify(3); undefined where it did not start the process. Node has no datagrams of Unix
 * sockets: the C library sends them through koffi, and without koffi the program systemd-notify does.
 */
export function openSystemd({
  env = process.env,
  pid = process.pid,
  open = openDatagrams,
}: SystemdOptions = {}): ServiceManager | undefined {
  const { NOTIFY_SOCKET: path, WATCHDOG_USEC: period, WATCHDOG_PID: watched } = env;
  for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete env[name];
  if (path === undefined || !/^[/@]/.test(path) || Buffer.byteLength(path) > MAX_PATH_BYTES) return undefined;
  const isWatched = watched === undefined || Number(watched) === pid;
  const watchdogMs = Number(period) / 1000;
  let send: SendDatagram | undefined;
  return {
    watchdogMs: isWatched && watchdogMs > 0 ? watchdogMs : undefined,
    notify: (state) => {
      send ??= open(path) ?? byProgram(path);
      send(state);
    },
  };
}

function openDatagrams(path: string): SendDatagram | undefined {
  try {
    const koffi: typeof import('koffi') = createRequire(import.meta.url)('koffi');
    const libc = koffi.load('libc.so.6');
    const socket = libc.func('int socket(int domain, int type, int protocol)');
    const sendto = libc.func(
      'long sendto(int socket, const uint8_t *data, size_t size, int flags, const uint8_t *address, uint32_t addressSize)',
    );
    const address = addressOf(path);
    const descriptor: number = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return undefined;
    return (text) => {
      const data = Buffer.from(text);
      sendto(descriptor, data, data.length, SEND_FLAGS, address, address.length);
    };
  } catch {
    return undefined;
  }
}

/** A sockaddr_un: the family, then the path. An abstract name, which begins with @, begins with a zero there. */
function addressOf(path: string): Buffer {
  const family = Buffer.alloc(2);
  if (endianness() === 'LE') family.writeUInt16LE(AF_UNIX);
  else family.writeUInt16BE(AF_UNIX);
  const isAbstract = path.startsWith('@');
  const name = isAbstract ? `\0${path.slice(1)}` : `${path}\0`;
  return Buffer.concat([family, Buffer.from(name)]);
}

function byProgram(path: string): SendDatagram {
  return (text) => {
    const child = spawn('systemd-notify', [text], { stdio: 'ignore', env: { ...process.env, NOTIFY_SOCKET: path } });
    child.on('error', () => undefined);
    child.unref();
  };
}
