import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether libasound is here, with the system's configuration. */
export const hasAlsa =
  process.platform === 'linux' &&
  spawnSync('ldconfig', ['-p'], { encoding: 'utf8' }).stdout?.includes('libasound.so.2') === true;

const RATE = 44_100;
/** Two channels of 32 bits. */
const FRAME_BYTES = 8;
const INTERVAL_MS = 5;

/**
 * A default sound card for processes that are started with `env`: libasound's file plug-in over a FIFO that is read at the pace of a device.
 * Records the left channel.
 */
export function createAlsaRecorder() {
  const folder = mkdtempSync(join(tmpdir(), 'neurorack-card-'));
  const fifo = join(folder, 'card.raw');
  execFileSync('mkfifo', [fifo]);
  const config = join(folder, 'asound.conf');
  writeFileSync(
    config,
    `pcm.null { type null }
pcm.recorder { type file file "${fifo}" format raw slave { pcm "null" } }
pcm.!default {
  type plug
  slave { pcm "recorder" format S32_LE channels 2 rate ${RATE} }
  hint { show on description "A recorder" }
}
`,
  );
  // Opened for writing too: its end does not end the FIFO.
  const file = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
  const recorded: number[] = [];
  const startedMs = performance.now();
  let taken = 0;
  let rest = Buffer.alloc(0);
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedMs) / 1000) * RATE) - taken;
    const bytes = Buffer.alloc(due * FRAME_BYTES);
    let count = 0;
    try {
      count = readSync(file, bytes);
    } catch {
      // Nothing is written yet.
    }
    taken += due;
    rest = Buffer.concat([rest, bytes.subarray(0, count)]);
    const whole = rest.length - (rest.length % FRAME_BYTES);
    for (let at = 0; at < whole; at += FRAME_BYTES) recorded.push(rest.readInt32LE(at) / 0x7fff_ffff);
    rest = rest.subarray(whole);
  }, INTERVAL_MS);
  return {
    env: { ALSA_CONFIG_PATH: config },
    /** Samples of the left channel so far. */
    recorded: recorded,
    close: (): void => {
      clearInterval(timer);
      closeSync(file);
    },
  };
}
