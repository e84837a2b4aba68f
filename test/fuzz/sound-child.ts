import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { loadSound, type Sound } from '../../src/descriptors/sound-file.ts';
import { type Comparison, compareSounds, differenceOf } from './sound-comparison.ts';
import { type Mutation, soundMutant } from './sound-mutants.ts';
import { decodeWithFfmpeg, decodeWithSox, hasFfmpeg, hasSox, type ReferenceSound } from './sound-reference.ts';

/** CPU time of a file of some kilobytes, µs: above it the decoder hangs. */
const MAX_CPU_US = 5_000_000;
/** Sounds that one process of the reference decoder reads. */
const BATCH = 24;
/** Sox's names of the formats that it reads too. */
const SOX_TYPES: Readonly<Record<string, string>> = { WAV: 'wav', Wave64: 'w64', AIFF: 'aiff', AU: 'au' };

/** A mutant that was read without a warning. */
interface ReadMutant {
  readonly seed: number;
  readonly path: string;
  readonly name: string;
  readonly mutation: Mutation;
  readonly sound: Sound;
  /** The sound before the mutation. */
  readonly original: Sound;
}

const write = (line: string): unknown => process.stdout.write(`${line.replaceAll('\n', ' ')}\n`);

/** Loads a mutant; its sound, or what happened instead. */
async function outcomeOf(path: string): Promise<Sound | string> {
  const before = process.cpuUsage();
  const outcome = await loadSound(path).then(
    (sound) => (sound.samples.every(Number.isFinite) ? sound : 'fault: samples that are no numbers'),
    (error: unknown) => {
      if (error instanceof NeurorackError && error.remedy !== '') return `refused: ${error.message}`;
      return `fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    },
  );
  const { user } = process.cpuUsage(before);
  return user > MAX_CPU_US ? `fault: ${user} µs of CPU time` : outcome;
}

/** Writes for each mutant whether its sound is that of a reference decoder. */
async function compare(mutants: readonly ReadMutant[]): Promise<void> {
  for (const isOpus of [false, true]) {
    const alike = mutants.filter(({ sound }) => (sound.source.format === 'Ogg Opus') === isOpus);
    if (alike.length === 0) continue;
    const references = await decodeWithFfmpeg(
      alike.map(({ path }) => path),
      isOpus,
    );
    for (const [n, mutant] of alike.entries()) {
      const compared = await comparisonOf(mutant, references[n]);
      const { seed, path, sound } = mutant;
      write(
        typeof compared === 'string'
          ? `${compared} ${seed}`
          : `different ${seed} ${sound.source.format}: ${compared.difference}`,
      );
      rmSync(path);
    }
  }
}

/** Compares with ffmpeg, and with sox where that differs. */
async function comparisonOf(mutant: ReadMutant, reference: ReferenceSound | undefined): Promise<Comparison> {
  const { path, name, mutation, sound, original } = mutant;
  const compared = { sound, original, isAdpcm: /adpcm|ima4/.test(name), isDamaged: mutation !== 'kept' };
  const comparison = await compareSounds(compared, reference);
  const type = SOX_TYPES[sound.source.format];
  if (typeof comparison === 'string' || type === undefined || !hasSox) return comparison;
  const other = await compareSounds(compared, await decodeWithSox(path, type));
  return other === 'equal' ? other : comparison;
}

/** Whether a warning says that other sound may be taken; mutated samples at full scale are taken as they are. */
const isAboutFile = (warning: string): boolean => !warning.startsWith('it is clipped');

/** Writes what became of a mutant; the mutant, if it was read without a warning. */
async function readMutant(mutant: Omit<ReadMutant, 'sound'>): Promise<ReadMutant | undefined> {
  const { seed, path, name, mutation, original } = mutant;
  const outcome = await outcomeOf(path);
  const warning = typeof outcome === 'string' ? outcome : outcome.warnings.find(isAboutFile);
  if (mutation === 'kept') {
    const difference = typeof outcome === 'string' ? undefined : differenceOf(original.samples, outcome);
    const fault = warning ?? difference;
    if (fault !== undefined) write(`different ${seed} ${name}, changed beside its sound: ${fault}`);
  }
  if (typeof outcome === 'string') write(outcome);
  else write(warning === undefined ? 'read' : `warned: ${warning}`);
  return typeof outcome === 'string' || warning !== undefined ? undefined : { ...mutant, sound: outcome };
}

/** Writes a line before and after each mutant, so that the parent can name the seed of a crash. */
async function main(folder: string, seeds: readonly number[]): Promise<void> {
  const sounds = new Map<string, Buffer>();
  const originals = new Map<string, Sound>();
  for (const name of readdirSync(folder).sort()) {
    sounds.set(name, readFileSync(join(folder, name)));
    originals.set(name, await loadSound(join(folder, name)));
  }
  const temporary = mkdtempSync(join(tmpdir(), 'neurorack-sounds-'));
  let read: ReadMutant[] = [];
  let comparison: Promise<void> = Promise.resolve();
  for (const seed of seeds) {
    const { name, mutation, bytes } = soundMutant(seed, sounds);
    const original = originals.get(name);
    if (original === undefined) throw new Error(`no sound ${name}`);
    const path = join(temporary, String(seed));
    writeFileSync(path, bytes);
    write(`seed ${seed} ${mutation} ${name}`);
    const mutant = await readMutant({ seed, path, name, mutation, original });
    if (mutant === undefined || !hasFfmpeg) rmSync(path);
    else read.push(mutant);
    if (read.length < BATCH) continue;
    await comparison;
    comparison = compare(read);
    read = [];
  }
  await comparison;
  await compare(read);
  rmSync(temporary, { recursive: true });
  write(`rss ${process.resourceUsage().maxRSS}`);
}

const [, , sounds = '', from = '0', to = '0'] = process.argv;
await main(
  sounds,
  Array.from({ length: Number(to) - Number(from) }, (_, n) => Number(from) + n),
);
