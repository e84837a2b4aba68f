import { cpSync, createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { parseYaml } from '../../../src/board/yaml-file.ts';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import type { MidiForm } from '../test-bench/midi-plan.ts';
import { readScene, type Scene } from '../test-bench/scene.ts';
import { runGuest } from './guest.ts';
import { buildGuestPackage } from './guest-package.ts';
import { writeMidiFiles } from './midi-files.ts';
import { setUp } from './setup.ts';
import { readGuestWiring } from './wiring.ts';

/** Where run.js puts the programs that run in the guest. */
export const TEST_BENCH = 'dist/virtual-board/test-bench';

export interface PerformOptions {
  readonly scene: Scene;
  /** Script of guest/ that plays it, and its variables. */
  readonly script: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** MIDI after the scene: its form. */
  readonly midi?: MidiForm | undefined;
  readonly board: string;
  readonly out: string;
  readonly seconds: number;
  readonly log: (line: string) => void;
}

/** @throws NeurorackError 'bad-file' naming what is wrong with it */
export const loadScene = (file: string): Scene =>
  readScene(parseYaml(readFileSync(file, 'utf8'), file, z.unknown()), file).scene;

/**
 * Plays a scene on a virtual board; what came of it lies in `out`. Gives the seconds that it took here.
 *
 * @throws NeurorackError 'timeout' when this computer is too slow, 'device-fault' when the guest fails
 */
export async function perform(options: PerformOptions): Promise<number> {
  const { scene, script, variables = {}, midi, board, out, seconds, log: say } = options;
  const files = setUp(say);
  const guestPackage = buildGuestPackage(board, say);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'scene.json'), JSON.stringify(scene, null, 2));
  cpSync(guestPackage.board, join(out, 'board.json'));
  if (midi !== undefined) await writeMidiFiles(out, midi);
  say(`playing '${scene.name}' on the virtual board`);
  const end = await runGuest({
    files,
    script: guestScript(
      {
        HERE: resolve('ci/virtual-board'),
        MODULES: files.modules,
        TEST_BENCH: resolve(TEST_BENCH),
        BUNDLE: guestPackage.bundle,
        PACKAGES: guestPackage.packages,
        ...readGuestWiring(guestPackage.board),
        ...(midi !== undefined && { MIDI: midi }),
        ...variables,
      },
      script,
    ),
    out,
    seconds,
    console: createWriteStream(join(out, 'console.log')),
  });
  if (end.kind !== 'ended' || end.code !== 0) {
    throw new NeurorackError(
      end.kind === 'out-of-time' ? 'timeout' : 'device-fault',
      `the scene was not played: ${end.kind} after ${end.seconds.toFixed(0)} s`,
      {
        remedy: `look at the logs in ${out}`,
      },
    );
  }
  return end.seconds;
}

/** A job of the guest's: variables, and a script of guest/. */
export function guestScript(variables: Readonly<Record<string, string>>, script: string): string {
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'\n`);
  return `${lines.join('')}. "$HERE/guest/${script}"\n`;
}
