import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readlinkSync, writeSync } from 'node:fs';

/** The card of snd-virmidi: what is written to its device comes out of its port of the sequencer, as of a controller that is plugged in. */
const CARD = '/proc/asound/VirMIDI';
const DRIVER = '/sys/bus/platform/drivers/snd_virmidi';

export interface VirtualMidi {
  send(...bytes: readonly number[]): void;
  close(): void;
}

export function openVirtualMidi(): VirtualMidi {
  const file = openSync(`/dev/snd/midiC${readlinkSync(CARD).replace('card', '')}D0`, 'w');
  return {
    send: (...bytes) => void writeSync(file, Uint8Array.from(bytes)),
    close: () => closeSync(file),
  };
}

export const isVirtualMidiThere = (): boolean => existsSync(CARD);

/** Pulls the card out, or plugs it in. In the background: removing a card waits for those that use it. */
export function plugVirtualMidi(isThere: boolean): void {
  spawn('sh', ['-c', `echo snd_virmidi.0 > ${DRIVER}/${isThere ? 'bind' : 'unbind'}`], { stdio: 'inherit' });
}
