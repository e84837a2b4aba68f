import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { NeurorackError } from '../contracts/errors.ts';
import type { Bank } from '../descriptors/bank/bank.ts';
import type { AnalysisSettings } from '../descriptors/descriptor.ts';
import type { DescriptorSet } from '../descriptors/descriptor-set.ts';
import { factoryBank } from './installation.ts';
import { keepSound } from './set-sounds.ts';

export interface FindSetOptions {
  /** A set of the bank, or a sound file. The bank has priority when one is given. */
  readonly name: string;
  /** Path of a bank; the factory bank when absent. */
  readonly bank?: string | undefined;
  /** Settings for the analysis of a sound, and the grid that a bank's set must have. */
  readonly analysis: AnalysisSettings;
  /** Called with the path and a fault of a sound that can be used all the same. */
  readonly onWarning?: ((text: string) => void) | undefined;
}

/**
 * Finds a descriptor set by name in a bank, or analyses a sound file, without DC offset and rumble but untrimmed.
 *
 * @throws NeurorackError those of `readBank` and `loadRecording`; 'bad-file' when neither a set nor a file has the name;
 * 'bad-input' when the sound is silent or the set is on another grid
 */
export async function findSet({ name, bank, analysis, onWarning }: FindSetOptions): Promise<DescriptorSet> {
  const named = bank === undefined ? undefined : await openBank(bank);
  const isSound = named?.sets.some((set) => set.name === name) ? false : await isFile(name);
  if (isSound) return measure(name, analysis, onWarning);
  const path = bank ?? factoryBank();
  const searched = named ?? (await openFactoryBank(path));
  const found = searched?.sets.find((set) => set.name === name) ?? onlyCaseVariant(name, searched?.sets ?? []);
  if (found !== undefined) return onGrid(found, analysis);
  const where = searched === undefined ? '' : `, and no set of that name in ${path}`;
  const names = searched?.sets.map((set) => set.name).join(', ');
  const what = (await isFolder(name)) ? `'${name}' is a folder, no sound file` : `there is no sound file '${name}'`;
  throw new NeurorackError('bad-file', `${what}${where}`, {
    remedy:
      names === undefined ? 'give a sound file, or a set and its --bank' : `give a sound file, or one of ${names}`,
  });
}

/** The only set whose name differs in case alone. */
function onlyCaseVariant(name: string, sets: readonly DescriptorSet[]): DescriptorSet | undefined {
  const alike = sets.filter((set) => set.name.toLowerCase() === name.toLowerCase());
  return alike.length === 1 ? alike[0] : undefined;
}

async function openBank(path: string): Promise<Bank> {
  const { readBank } = await import('../descriptors/bank/read-bank.ts');
  return readBank(path);
}

async function openFactoryBank(path: string): Promise<Bank | undefined> {
  return (await isFile(path)) ? openBank(path) : undefined;
}

async function measure(
  path: string,
  analysis: AnalysisSettings,
  onWarning?: (text: string) => void,
): Promise<DescriptorSet> {
  const [{ loadRecording }, { setFromSound }] = await Promise.all([
    import('../descriptors/recording/load-recording.ts'),
    import('../descriptors/analysis/analyse.ts'),
  ]);
  const { samples, warnings } = await loadRecording(path);
  for (const text of warnings) onWarning?.(`${path}: ${text}`);
  if (!samples.some((x) => Math.abs(x) > SILENT_PEAK)) {
    throw new NeurorackError('bad-input', `${path}: the sound is silent (no sample above -80 dBFS)`, {
      remedy: 'use a louder recording',
    });
  }
  const provenance = { source: path, licence: 'unknown' };
  return keepSound(setFromSound({ samples, name: basename(path, extname(path)), provenance }, analysis), samples);
}

const SILENT_PEAK = 1e-4;

function onGrid(set: DescriptorSet, { hop, sampleRate }: AnalysisSettings): DescriptorSet {
  if (set.analysis.hop === hop && set.analysis.sampleRate === sampleRate) return set;
  const grid = `a frame every ${set.analysis.hop} samples at ${set.analysis.sampleRate} Hz`;
  throw new NeurorackError('bad-input', `the set '${set.name}' has ${grid}, the model ${hop} at ${sampleRate} Hz`, {
    remedy: 'build the bank again from its sounds, or use a model of that grid',
  });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  );
}
