import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import type { Check } from '../report/checks.ts';
import { type GuestEnd, runGuest } from './guest.ts';
import { runHostCommand } from './host-command.ts';
import { guestScript, TEST_BENCH } from './perform.ts';
import { type GuestFiles, setUp } from './setup.ts';

/** Power is cut at a random moment within this time of the first save, ms of this computer. */
const WITHIN_MS = 1500;
const BOOT_SECONDS = 180;

const readSchema = z.object({ seed: z.int(), bank: z.string(), source: z.string(), messages: z.array(z.string()) });

export interface PowerCutsOptions {
  readonly count: number;
  readonly out: string;
  readonly log: (line: string) => void;
}

/**
 * Cuts a guest's power while it saves its settings, again and again, on one disk. After each cut the settings have to be those of the last
 * save that was reported as done, or of the next one, which was in progress.
 */
export async function runPowerCuts({ count, out, log: say }: PowerCutsOptions): Promise<Check[]> {
  const files = setUp(say);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const disk = join(out, 'disk.img');
  runHostCommand('mkfs.ext4', ['-q', '-F', disk, '16M']);
  const checks: Check[] = [];
  let last = 0;
  for (let cut = 0; cut <= count; cut++) {
    const folder = join(out, String(cut));
    await oneBoot({ files, disk, folder });
    const { seed, bank, source, messages } = readSchema.parse(
      JSON.parse(readFileSync(join(folder, 'read.json'), 'utf8')),
    );
    const isWhole =
      bank.endsWith('a.nrbank') &&
      !messages.some((message) => /corrupt|kept as|set aside|cannot be read/.test(message));
    if (cut > 0) {
      checks.push({
        name: `power cut ${cut}`,
        passed: isWhole && seed >= last && seed <= last + 1,
        found: `save ${seed} comes back (${source}), ${last} was the last reported${messages.length === 0 ? '' : `; ${messages.join('; ')}`}`,
      });
    }
    const saved = readFileSync(join(folder, 'saved'), 'utf8').trim().split('\n');
    last = Number(saved.at(-1));
    if (!Number.isInteger(last)) throw new Error(`a save failed: ${saved.at(-1)}`);
    say(`${cut} of ${count} cuts: ${saved.length} saves before it`);
  }
  writeFileSync(join(out, 'report.json'), `${JSON.stringify({ checks }, null, 2)}\n`);
  return checks;
}

/** Boots, waits for the first save, and cuts the power some time later. */
async function oneBoot({ files, disk, folder }: { files: GuestFiles; disk: string; folder: string }): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const power = new AbortController();
  const script = guestScript({ HERE: resolve('ci/virtual-board'), TEST_BENCH: resolve(TEST_BENCH) }, 'power-cut.sh');
  let end: GuestEnd | undefined;
  const guest = runGuest({ files, script, out: folder, seconds: BOOT_SECONDS, disk, signal: power.signal }).then(
    (ended) => {
      end = ended;
    },
  );
  while (end === undefined && !existsSync(join(folder, 'saved'))) await sleep(20);
  await sleep(WITHIN_MS * Math.random());
  power.abort();
  await guest;
  if (end?.kind === 'power-cut') return;
  throw new NeurorackError(
    end?.kind === 'out-of-time' ? 'timeout' : 'device-fault',
    `the guest ended by itself: ${end?.kind}`,
    {
      remedy: `look at ${folder}/probe.log`,
    },
  );
}
