import { NeurorackError } from '../../contracts/errors.ts';
import { setFromSound } from '../analysis/analyse.ts';
import { checkSet } from '../check-set.ts';
import { type AnalysisSettings, DEFAULT_ANALYSIS } from '../descriptor.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { preprocess } from '../preprocess.ts';
import { loadRecording } from '../recording/load-recording.ts';
import { BANK_LIMITS, singleLine } from './bank-format.ts';
import type { SoundSource } from './sound-folder.ts';

/** Analysis settings of a bank's sets: those of the model's training data, with dither of -90 dBFS. */
export const BANK_ANALYSIS: AnalysisSettings = { ...DEFAULT_ANALYSIS, ditherDb: -90 };

/** Called with each set and the sound that it was measured from, cleaned and trimmed, mono at 44 100 Hz. */
export type KeepSound = (set: DescriptorSet, samples: Float32Array) => Promise<void>;

/** A sound that could not be converted to a set, with the reason. */
export interface SkippedSound {
  readonly path: string;
  readonly error: NeurorackError;
}

/**
 * Loads, cleans, trims, RMS-normalises and measures sounds, one after the other. Unusable sounds are skipped and listed in `skipped`;
 * `warnings` holds the faults of used sounds, each with its path.
 * `onProgress` is called with the number of sounds done.
 *
 * @throws NeurorackError with `strict`, for the first sound that cannot be used or has a warning
 */
export async function buildSets(
  sounds: readonly SoundSource[],
  options: {
    readonly strict?: boolean | undefined;
    readonly keepSound?: KeepSound | undefined;
    readonly onProgress?: (done: number) => void;
  } = {},
): Promise<{ sets: DescriptorSet[]; skipped: SkippedSound[]; warnings: string[] }> {
  const sets: DescriptorSet[] = [];
  const skipped: SkippedSound[] = [];
  const warnings: string[] = [];
  const onWarning = (text: string): number => warnings.push(text);
  for (const [n, sound] of sounds.entries()) {
    try {
      checkName(sound, sets);
      const { strict, keepSound } = options;
      sets.push(await buildSet(sound, undefined, { strict, keepSound, onWarning }));
    } catch (error) {
      if (options.strict || !(error instanceof NeurorackError)) throw error;
      skipped.push({ path: sound.path, error });
    }
    options.onProgress?.(n + 1);
  }
  return { sets, skipped, warnings };
}

/** Refuses a name that a bank cannot store, before the sound is measured. */
function checkName({ path, name }: SoundSource, sets: readonly DescriptorSet[]): void {
  const { error } = singleLine(BANK_LIMITS.nameLength).safeParse(name);
  const fault =
    error?.issues[0]?.message ?? (sets.some((set) => set.name === name) ? 'another sound has it too' : undefined);
  if (fault === undefined) return;
  throw new NeurorackError('bad-input', `${path}: the name ${JSON.stringify(name)} cannot be stored: ${fault}`, {
    remedy: 'rename the file, or name the set in provenance.json',
  });
}

/**
 * Converts one sound file to a set of a bank. `onProgress` is called with the share done, 0-1; loading is the first half.
 *
 * @param options `strict`: refuses a sound instead of warning; `onWarning` is called with the path and a fault of the sound
 * @throws NeurorackError the errors of `loadRecording`; 'bad-input' naming the file when it is silent or too short
 */
export async function buildSet(
  { path, name, provenance, pitchOctaves }: SoundSource,
  onProgress: (share: number) => void = () => undefined,
  options: {
    readonly strict?: boolean | undefined;
    readonly keepSound?: KeepSound | undefined;
    readonly onWarning?: (text: string) => void;
  } = {},
): Promise<DescriptorSet> {
  const { samples, sampleRate, warnings } = await loadRecording(path, {
    strict: options.strict,
    onProgress: (share) => onProgress(share / 2),
  });
  for (const text of warnings) options.onWarning?.(`${path}: ${text}`);
  try {
    const sound = { samples: preprocess(samples, sampleRate), name, provenance, pitchOctaves };
    const set = setFromSound(sound, BANK_ANALYSIS, (share) => onProgress(0.5 + share / 2));
    checkSet(set);
    await options.keepSound?.(set, sound.samples);
    return set;
  } catch (cause) {
    if (!(cause instanceof NeurorackError)) throw cause;
    throw new NeurorackError(cause.kind, `${path}: ${cause.message}`, { remedy: cause.remedy, cause });
  }
}
