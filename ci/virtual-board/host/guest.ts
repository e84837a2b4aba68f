import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import type { GuestFiles } from './setup.ts';

export interface GuestOptions {
  readonly files: GuestFiles;
  /** A shell script, run by the guest's /bin/sh as root; this computer's files are there, and may be written over in memory alone. */
  readonly script: string;
  /** The guest's /out. */
  readonly out: string;
  /** Longest run, s. */
  readonly seconds: number;
  /** Image of an ext4 file system that the guest has at /var/lib. */
  readonly disk?: string;
  /** WAV file that records the emulated sound card; without it there is no such card. */
  readonly sound?: string;
  readonly memoryMb?: number;
  /** Where its console goes; beside a port, into a file of /out. */
  readonly console?: Writable;
  /** Standard input and output of this process are a port of the guest's, `neurorack.shell`: any number of bytes, unlike its console. */
  readonly hasPort?: boolean;
  /** Cuts the power. */
  readonly signal?: AbortSignal;
}

/** How a guest ended. */
export type GuestEnd =
  | { readonly kind: 'ended'; readonly code: number; readonly seconds: number }
  | { readonly kind: 'power-cut' | 'out-of-time' | 'no-verdict'; readonly seconds: number };

/**
 * Boots a guest, runs a script in it, and waits for its end. There is no KVM in it: QEMU translates the guest's instructions, and the
 * guest's clock counts them, one a nanosecond. So the guest is a computer of one core and a thousand million instructions a second, however
 * busy this one is; while it has nothing to do its clock runs on to the next timer at once.
 *
 * @throws NeurorackError 'missing-library' without QEMU
 */
export async function runGuest(options: GuestOptions): Promise<GuestEnd> {
  const { out, script, seconds, console: screen, signal, hasPort = false } = options;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'job.sh'), script);
  const since = performance.now();
  const child = spawn('qemu-system-x86_64', words(options), {
    stdio: hasPort ? ['pipe', 'inherit', 'pipe'] : [screen === process.stdout ? 'inherit' : 'ignore', 'pipe', 'pipe'],
  });
  const endRelay = child.stdin === null ? undefined : relayInput(process.stdin, child.stdin);
  const complaints: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  if (screen === undefined) child.stdout?.resume();
  else child.stdout?.pipe(screen, { end: false });
  let cut: 'power-cut' | 'out-of-time' | undefined;
  const end = (why: typeof cut): void => {
    cut ??= why;
    child.kill('SIGKILL');
  };
  const onAbort = (): void => end('power-cut');
  signal?.addEventListener('abort', onAbort);
  const deadline = setTimeout(() => end('out-of-time'), 1000 * seconds);
  try {
    const [status] = await once(child, 'close');
    const took = (performance.now() - since) / 1000;
    if (cut !== undefined) return { kind: cut, seconds: took };
    if (status === 127 || complaints.some((text) => /qemu-system-x86_64: /.test(text)))
      throw didNotStart(complaints.join(''));
    // isa-debug-exit gives 2 n + 1: an even number is a guest that went down before its script had ended.
    if (typeof status !== 'number' || status % 2 === 0) return { kind: 'no-verdict', seconds: took };
    return { kind: 'ended', code: status >> 1, seconds: took };
  } finally {
    clearTimeout(deadline);
    endRelay?.();
    signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * Relays an input to a guest's shell; its end is `exit`. QEMU itself drops what it has not yet passed on when its input ends, and a script in a
 * pipe ends before the guest has booted.
 *
 * @returns ends it
 */
export function relayInput(input: Readable, shell: Writable): () => void {
  const exit = (): void => void shell.write('\nexit\n');
  // A guest that has ended takes nothing more.
  shell.on('error', () => undefined);
  input.pipe(shell, { end: false });
  input.once('end', exit);
  return () => {
    input.off('end', exit).unpipe(shell).pause();
    shell.destroy();
  };
}

function didNotStart(said: string): NeurorackError {
  return new NeurorackError('missing-library', `QEMU did not run: ${said.trim().slice(-500)}`, {
    remedy: 'run `node ci/virtual-board/run.js setup`',
  });
}

const PORT = [
  ...['-chardev', 'stdio,id=port,signal=off', '-device', 'virtio-serial-pci'],
  ...['-device', 'virtserialport,chardev=port,name=neurorack.shell'],
];

function words({ files, out, disk, sound, hasPort = false, memoryMb = 1536 }: GuestOptions): string[] {
  const share = (tag: string, path: string, more: string): string[] => [
    '-virtfs',
    `local,path=${path},mount_tag=${tag},security_model=none${more}`,
  ];
  return [
    ...['-M', 'q35', '-cpu', 'max', '-smp', '1', '-m', String(memoryMb)],
    ...['-accel', 'tcg,thread=single', '-icount', 'shift=0,sleep=off,align=off'],
    ...['-display', 'none', '-vga', 'none', '-monitor', 'none', '-no-reboot', '-nic', 'none'],
    ...['-serial', hasPort ? `file:${resolve(out, 'console.log')}` : 'stdio'],
    ...(hasPort ? PORT : []),
    ...['-kernel', files.kernel, '-initrd', files.initrd],
    ...['-append', 'console=ttyS0 quiet loglevel=4 panic=-1 mitigations=off random.trust_cpu=on'],
    ...share('host', '/', ',readonly=on,multidevs=remap'),
    ...share('out', resolve(out), ''),
    ...['-device', 'isa-debug-exit,iobase=0x501,iosize=1'],
    ...(disk === undefined ? [] : ['-drive', `file=${resolve(disk)},format=raw,if=virtio`]),
    ...(sound === undefined
      ? []
      : [
          '-audiodev',
          `wav,id=wav,path=${resolve(sound)}`,
          '-device',
          'intel-hda',
          '-device',
          'hda-output,audiodev=wav',
        ]),
  ];
}
