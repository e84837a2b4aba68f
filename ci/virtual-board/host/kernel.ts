import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runHostCommand } from './host-command.ts';

/** Loaded by the guest's first process. */
export const EARLY = ['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'virtio_blk', 'ext4'] as const;
/** Loaded by the guest when it becomes a board. */
const LATE = [
  'i2c-dev',
  'configfs',
  'snd-aloop',
  'snd-dummy',
  'snd-hda-codec-generic',
  'snd-hda-intel',
  'snd-hrtimer',
  'snd-seq',
  'snd-virmidi',
  'virtio_console',
] as const;
/** Built here. */
const OWN = ['vb-i2c', 'gpio-simulator'] as const;

/** Files of Debian's kernel sources that gpio-sim is built from. */
const SIMULATOR = ['drivers/gpio/gpio-sim.c', 'drivers/gpio/gpiolib.h', 'kernel/irq/irq_sim.c'];

export interface KernelBuild {
  readonly release: string;
  /** Where kernel and modules go: `vmlinuz`, `lib/modules/<release>`. */
  readonly folder: string;
  readonly sources: string;
}

/** Copies Debian's kernel and the modules in use, and builds this project's modules beside them. */
export function buildKernel({ release, folder, sources }: KernelBuild): void {
  const work = mkdtempSync(join(tmpdir(), 'virtual-board-'));
  try {
    const series = release.split('.').slice(0, 2).join('.');
    runHostCommand('apt-get', ['download', '-qq', `linux-image-${release}`, `linux-source-${series}`], {
      cwd: work,
      fault: 'missing-library',
    });
    runHostCommand('sh', ['-c', `dpkg-deb -x linux-image-${release}_*.deb image`], { cwd: work });
    cpSync(join(work, `image/boot/vmlinuz-${release}`), join(folder, 'vmlinuz'));
    copyModules(join(work, 'image'), folder, release);
    buildModules(work, { release, folder, sources }, series);
    runHostCommand('depmod', ['-b', folder, release]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Files of modules and all that they stand on, in the order in which they are loaded. */
export function modulesOf(root: string, release: string, names: readonly string[]): string[] {
  const lines = names.flatMap((name) =>
    runHostCommand('modprobe', ['-d', root, '-S', release, '--show-depends', name]).split('\n'),
  );
  const files = lines.filter((line) => line.startsWith('insmod ')).map((line) => line.split(/\s+/)[1]);
  return [...new Set(files)];
}

function copyModules(root: string, folder: string, release: string): void {
  runHostCommand('depmod', ['-b', root, release]);
  for (const file of modulesOf(root, release, [...EARLY, ...LATE])) cpSync(file, file.replace(root, folder));
  for (const name of ['modules.builtin', 'modules.builtin.modinfo', 'modules.order']) {
    cpSync(join(root, 'lib/modules', release, name), join(folder, 'lib/modules', release, name));
  }
}

function buildModules(work: string, { release, folder, sources }: KernelBuild, series: string): void {
  const build = join(work, 'build');
  cpSync(sources, build, { recursive: true });
  const wanted = SIMULATOR.map((file) => `linux-source-${series}/${file}`).join(' ');
  runHostCommand(
    'sh',
    [
      '-c',
      `dpkg-deb --fsys-tarfile linux-source-${series}_*.deb | tar xOf - ./usr/src/linux-source-${series}.tar.xz |
        tar xJf - -C build --transform 's,.*/,,' ${wanted}`,
    ],
    { cwd: work },
  );
  // `irq_to_desc` is not exported to modules: the call that takes the number replaces it.
  const simulator = join(build, 'irq_sim.c');
  const text = readFileSync(simulator, 'utf8');
  writeFileSync(simulator, text.replace('handle_simple_irq(irq_to_desc(irqnum))', 'generic_handle_irq(irqnum)'));
  runHostCommand('make', ['-s', '-C', `/usr/src/linux-headers-${release}`, `M=${build}`, 'modules']);
  for (const name of OWN) {
    const file = join(folder, 'lib/modules', release, 'extra', `${name}.ko`);
    mkdirSync(dirname(file), { recursive: true });
    runHostCommand('strip', ['-g', '-o', file, join(build, `${name}.ko`)]);
  }
}
