import { cpSync, createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import { runGuest } from './guest.ts';
import { buildGuestPackage } from './guest-package.ts';
import { guestScript, TEST_BENCH } from './perform.ts';
import { setUp } from './setup.ts';
import { readGuestWiring } from './wiring.ts';

export interface OfflineOptions {
  readonly board: string;
  /** Folder of models; default: the project's. */
  readonly models?: string;
  /** Model that the service's log must name as playing. */
  readonly model: string;
  /** Variables of guest/offline.sh: where the vendor's library is. */
  readonly vendor?: Readonly<Record<string, string>>;
  /** Text of a performance. */
  readonly performance: string;
  readonly out: string;
  readonly seconds: number;
  readonly log: (line: string) => void;
}

/** Output of a build that ran in a guest. */
export interface OfflineRun {
  /** The performance's sound, and the logs of the service and of the build that wrote it: files. */
  readonly sound: string;
  readonly serviceLog: string;
  readonly log: string;
  /** Time it took on this computer. */
  readonly seconds: number;
}

/**
 * Installs the bundle of any board in a guest with that board's bus, chips, lines and sound card, waits until its service plays, and has it
 * write a performance into a file: for accelerators that are slower than the sound where their chip is played by a processor.
 *
 * @throws NeurorackError 'timeout' when this computer is too slow, 'device-fault' when the guest fails
 */
export async function playOffline(options: OfflineOptions): Promise<OfflineRun> {
  const { board, models, model, vendor = {}, performance, out, seconds, log: say } = options;
  const files = setUp(say);
  const guestPackage = buildGuestPackage(board, say, models);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'scene.perf'), performance);
  cpSync(guestPackage.board, join(out, 'board.json'));
  say(`${board}: installed and played in a guest`);
  const end = await runGuest({
    files,
    script: guestScript(
      {
        HERE: resolve('ci/virtual-board'),
        MODULES: files.modules,
        TEST_BENCH: resolve(TEST_BENCH),
        BUNDLE: guestPackage.bundle,
        PACKAGES: guestPackage.packages,
        MODEL: model,
        ...readGuestWiring(guestPackage.board),
        ...vendor,
      },
      'offline.sh',
    ),
    out,
    seconds,
    console: createWriteStream(join(out, 'console.log')),
  });
  if (end.kind !== 'ended' || end.code !== 0) {
    throw new NeurorackError(
      end.kind === 'out-of-time' ? 'timeout' : 'device-fault',
      `the build for ${board} did not play: ${end.kind} after ${end.seconds.toFixed(0)} s`,
      { remedy: `look at the logs in ${out}` },
    );
  }
  return {
    sound: join(out, 'sound.wav'),
    serviceLog: join(out, 'service.log'),
    log: join(out, 'offline.log'),
    seconds: end.seconds,
  };
}
