import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { loadSound } from '../../src/descriptors/sound-file.ts';
import { damaged, numbersFrom, oneOf } from './seeds.ts';

/** CPU time of a file of some kilobytes, µs: above it the decoder hangs. */
const MAX_CPU_US = 5_000_000;

/** Loads a mutated sound for each seed and writes a line before and after, so that the parent can name the seed of a crash. */
async function main(sounds: string, seeds: readonly number[]): Promise<void> {
  const names = readdirSync(sounds, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
  const folder = mkdtempSync(join(tmpdir(), 'neurorack-sounds-'));
  for (const seed of seeds) {
    const below = numbersFrom(seed);
    const name = names[seed % names.length];
    const whole = readFileSync(join(sounds, name));
    // Headers are short and the rest long: half of the mutants are damaged in the first bytes alone.
    const head = below(2) === 0 ? oneOf(below, [48, 200]) : whole.length;
    const mutant = Buffer.concat([damaged(whole.subarray(0, head), below), whole.subarray(head)]);
    const path = join(folder, 'x');
    writeFileSync(path, mutant);
    process.stdout.write(`seed ${seed} ${name}\n`);
    const before = process.cpuUsage();
    const outcome = await loadSound(path).then(
      ({ samples }) => (samples.every(Number.isFinite) ? 'read' : 'fault: samples that are no numbers'),
      (error: unknown) => {
        if (error instanceof NeurorackError && error.remedy !== '') return 'refused';
        return `fault: ${error instanceof Error ? (error.stack ?? error.message).replaceAll('\n', ' ') : String(error)}`;
      },
    );
    const { user } = process.cpuUsage(before);
    process.stdout.write(`${user > MAX_CPU_US ? `fault: ${user} µs of CPU time` : outcome}\n`);
  }
  process.stdout.write(`rss ${process.resourceUsage().maxRSS}\n`);
}

const [, , sounds = '', from = '0', to = '0'] = process.argv;
await main(
  sounds,
  Array.from({ length: Number(to) - Number(from) }, (_, n) => Number(from) + n),
);
