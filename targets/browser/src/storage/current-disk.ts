import type { Disk } from './disk.ts';

let current: Disk | undefined;

/** Chooses the disk that the file functions of this thread work on. */
export function useDisk(disk: Disk): void {
  current = disk;
}

/** @throws Error before `useDisk` */
export function currentDisk(): Disk {
  if (current === undefined) throw new Error('no disk is open in this thread');
  return current;
}
