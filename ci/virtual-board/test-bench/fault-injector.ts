import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { TestBenchFault } from './faults.ts';
import type { PanelActuator } from './panel-actuator.ts';

const STATE = '/var/lib/neurorack';
const BALLAST = `${STATE}/ballast`;
/** Removes the loopback card, as pulling a sound card out does. */
const UNPLUG = 'echo snd_aloop.0 > /sys/bus/platform/drivers/snd_aloop/unbind';
/** And puts it in again; what udev does then on a board is done by hand. */
const PLUG =
  'echo snd_aloop.0 > /sys/bus/platform/drivers/snd_aloop/bind; $b chgrp audio /dev/snd/*; $b chmod 660 /dev/snd/[cpt]*';
const JUMP = { forwards: '+3600', backwards: '-3600' };

export interface FaultInjector {
  /** Breaks something of the guest, or mends it. */
  set(fault: TestBenchFault, isBroken: boolean): void;
}

/** Created before the performance: a fork, or a program from the host, would delay the chips. `$b` has its programs in memory. */
export function createFaultInjector(actuator: PanelActuator): FaultInjector {
  const shell = spawn('sh', { stdio: ['pipe', 'inherit', 'inherit'], env: { b: '/run/busybox' } });
  shell.unref();
  // In the background: removing a card blocks until it is closed.
  const run = (line: string): void => void shell.stdin.write(`{ ${line}; } &\n`);
  return {
    set: (fault, isBroken) => {
      if (fault === 'gate-chatter') actuator.setContactBounce(isBroken);
      else if (fault === 'audio-unplugged') run(isBroken ? UNPLUG : PLUG);
      else if (fault === 'clock-jump')
        run(`$b date -s @$(($($b date +%s) ${isBroken ? JUMP.forwards : JUMP.backwards}))`);
      else if (isBroken) fill();
      else rmSync(BALLAST, { force: true });
    },
  };
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
