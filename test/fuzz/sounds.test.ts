import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { bundle } from '../../build/bundle.js';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { namedErrorOf } from '../../testing/named-error.ts';
import { failure, seeds } from './seeds.ts';
import { hasFfmpeg } from './sound-reference.ts';

const ROOT = join(import.meta.dirname, '../..');
const CHILD = join(ROOT, 'dist/test/sound-child.js');
/** A child that writes nothing for this long is ended, ms: the longest mutants take a tenth of a second, and a batch of ffmpeg seconds. */
const HANG_MS = 180_000;
/** Largest resident memory of the child, kB: five minutes of sound, several times, beside the decoders and a reference. */
const MAX_RSS_KB = 1_200_000;

/** Bounds what tables that state too much may take before the process ends, of all memory of the computer. */
const MEMORY = '--max-old-space-size=1000';

/** Runs the seeds `from` to `to` in a process of their own, since a crash of a decoder would end this one. */
async function decode(from: number, to: number) {
  const child = spawn(process.execPath, [MEMORY, CHILD, join(ROOT, 'test/fixtures/sounds'), String(from), String(to)]);
  const counts = new Map(['read', 'refused', 'warned', 'equal', 'unchecked'].map((outcome) => [outcome, 0]));
  const faults: string[] = [];
  let what = `seed ${from}`;
  let rssKb = 0;
  let errors = '';
  child.stderr.on('data', (text) => {
    errors = `${errors}${text}`.slice(-2000);
  });
  const guard = setTimeout(() => child.kill('SIGKILL'), HANG_MS);
  for await (const line of createInterface({ input: child.stdout })) {
    guard.refresh();
    const [word = ''] = line.split(/[ :]/);
    if (word === 'seed') what = line;
    else if (word === 'rss') rssKb = Number(line.slice(4));
    else if (word === 'different') faults.push(line);
    else if (counts.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    else faults.push(`${what}: ${line}`);
  }
  clearTimeout(guard);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  const { exitCode, signalCode } = child;
  return {
    count: (outcome: string): number => counts.get(outcome) ?? 0,
    counts,
    faults,
    what,
    rssKb,
    ended: `${exitCode ?? signalCode} ${errors}`,
  };
}

it('reads mutated sounds of each format as ffmpeg or sox does, or warns, or refuses: no crash, no hang, bounded memory', async ({
  annotate,
}) => {
  await bundle({ entryPoints: ['test/fuzz/sound-child.ts'], outfile: CHILD });
  const [first = 0, ...more] = seeds({ short: 800, nightly: 20_000 });
  const { count, counts, faults, what, rssKb, ended } = await decode(first, (more.at(-1) ?? first) + 1);
  if (ended.split(' ')[0] !== '0') throw failure(Number(what.split(' ')[1]), `${what} ended the process: ${ended}`);
  await annotate(`${JSON.stringify([...counts])}, ${faults.length} faults, ${rssKb} kB`);
  expect(faults).toEqual([]);
  expect(rssKb).toBeLessThan(MAX_RSS_KB);
  if (hasFfmpeg) expect(count('equal') + count('unchecked')).toBe(count('read'));
  if (more.length === 0) return;
  // Mutants reach the decoders, are not all harmless, and are few where no checksum shows what is damaged.
  expect(count('read')).toBeGreaterThan(more.length / 3);
  expect(count('refused')).toBeGreaterThan(more.length / 20);
  expect(count('warned')).toBeGreaterThan(more.length / 50);
  expect(count('unchecked')).toBeLessThan(more.length / 20);
}, 3_600_000);

it('refuses an Ogg file that ends within the header of its first page', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'neurorack-sounds-')), 'cut.ogg');
  const whole = await readFile(join(ROOT, 'test/fixtures/sounds/cowbell.ogg'));
  await writeFile(path, whole.subarray(0, 20));
  expect(await namedErrorOf(() => loadSound(path))).toMatchObject({ kind: 'bad-file' });
});
