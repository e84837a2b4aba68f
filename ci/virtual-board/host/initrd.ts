import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runHostCommand } from './host-command.ts';
import { EARLY, modulesOf } from './kernel.ts';

/** Packs the first file system: busybox, the first process, and the modules by which it finds the rest. */
export function buildInitrd(given: { readonly release: string; readonly folder: string; readonly init: string }): void {
  const { release, folder, init } = given;
  const root = mkdtempSync(join(tmpdir(), 'virtual-board-initrd-'));
  try {
    for (const name of ['bin', 'modules', 'proc', 'sys', 'dev']) mkdirSync(join(root, name));
    cpSync('/bin/busybox', join(root, 'bin/busybox'));
    const files = modulesOf(folder, release, EARLY);
    for (const file of files) cpSync(file, join(root, 'modules', basename(file)));
    writeFileSync(join(root, 'modules/order'), files.map((file) => `${basename(file)}\n`).join(''));
    cpSync(init, join(root, 'init'));
    chmodSync(join(root, 'init'), 0o755);
    runHostCommand('sh', ['-c', 'find . | cpio -o -H newc --quiet | gzip -1 > "$0"', join(folder, 'initrd.gz')], {
      cwd: root,
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
