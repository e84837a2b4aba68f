import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { NeurorackError } from '@neurorack/contracts/errors';

/** The system calls of the GPIO character device; the simulated kernel implements the same interface. */
export interface GpioKernel {
  /** Paths of all chips. */
  chips(): readonly string[];
  open(path: string): number;
  /** 0, or the negative error number. `argument` is read and written. */
  ioctl(fd: number, request: number, argument: Buffer): number;
  /** Makes `read` non-blocking. */
  setNonBlocking(fd: number): void;
  /** Bytes read; 0 when there are no events. Throws like node's readSync. */
  read(fd: number, into: Buffer): number;
  close(fd: number): void;
}

const F_GETFL = 3;
const F_SETFL = 4;
const O_NONBLOCK = 0o4000;

/** Linux's own system calls through koffi, loaded at the first call. */
export function createLinuxGpioKernel(): GpioKernel {
  let calls: ReturnType<typeof loadCalls> | undefined;
  const libc = (): ReturnType<typeof loadCalls> => {
    calls ??= loadCalls();
    return calls;
  };
  // Node tracks the files that it has opened, and warns on closing one that an ioctl returned.
  const ours = new Set<number>();
  return {
    chips: () =>
      readdirSync('/dev')
        .filter((name) => /^gpiochip\d+$/.test(name))
        .map((name) => `/dev/${name}`),
    open: (path) => {
      const fd = openSync(path, 'r');
      ours.add(fd);
      return fd;
    },
    ioctl: (fd, request, argument) => (libc().ioctl(fd, request, argument) < 0 ? -libc().errno() : 0),
    setNonBlocking: (fd) => {
      libc().fcntl(fd, F_SETFL, libc().fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
    },
    read: (fd, into) => {
      try {
        return readSync(fd, into);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
        throw error;
      }
    },
    close: (fd) => {
      if (ours.delete(fd)) closeSync(fd);
      else libc().close(fd);
    },
  };
}

interface Calls {
  ioctl(fd: number, request: number, argument: Buffer): number;
  fcntl(fd: number, command: number, argument: number): number;
  close(fd: number): void;
  errno(): number;
}

function loadCalls(): Calls {
  try {
    const koffi: typeof import('koffi') = createRequire(import.meta.url)('koffi');
    const libc = koffi.load('libc.so.6');
    const ioctl = libc.func('int ioctl(int fd, unsigned long request, ...)');
    const close = libc.func('int close(int fd)');
    const fcntl = libc.func('int fcntl(int fd, int command, ...)');
    return {
      ioctl: (fd, request, argument) => ioctl(fd, request, 'void *', argument),
      fcntl: (fd, command, argument) => fcntl(fd, command, 'int', argument),
      close: (fd) => void close(fd),
      errno: () => koffi.errno(),
    };
  } catch (cause) {
    throw new NeurorackError('missing-library', 'the package koffi is not usable', {
      remedy: 'run `npm install koffi` on the board',
      cause,
    });
  }
}
