import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { WorldFault } from './faults.ts';
import type { Hands } from './hands.ts';

const STATE = '/var/lib/neurorack';
const BALLAST = `${STATE}/ballast`;
/** Removes the loopback card, as pulling a sound card out does. */
const UNPLUG = 'echo snd_aloop.0 > /sys/bus/platform/drivers/snd_aloop/unbind';
/** And puts it in again; what udev does then on a board is done by hand. */
const PLUG =
  'echo snd_aloop.0 > /sys/bus/platform/drivers/snd_aloop/bind; chgrp audio /dev/snd/*; chmod 660 /dev/snd/[cpt]*';
const JUMP = { forwards: '+3600', backwards: '-3600' };

/** Breaks something of the guest, or mends it. */
export function breakOrMend(fault: WorldFault, isBroken: boolean, hands: Hands): void {
  if (fault === 'gate-chatter') hands.chatter(isBroken);
  else if (fault === 'audio-unplugged') shell(isBroken ? UNPLUG : PLUG);
  else if (fault === 'clock-jump') shell(`date -s @$(($(date +%s) ${isBroken ? JUMP.forwards : JUMP.backwards}))`);
  else if (isBroken) fill();
  else rmSync(BALLAST, { force: true });
}

/** In a process of its own: removing a card waits until nobody has it open any more. */
function shell(line: string): void {
  spawn('sh', ['-c', line], { stdio: 'inherit' }).unref();
}

function fill(): void {
  const file = openSync(BALLAST, 'w');
  for (let size = 1 << 16; size > 0; ) {
    try {
      writeSync(file, Buffer.alloc(size));
    } catch {
      size >>= 1;
    }
  }
  closeSync(file);
}
