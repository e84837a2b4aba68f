import type { Patch } from '../control/patch.ts';
import type { Performance } from '../control/performance/performance.ts';
import { MAX_VOICES } from '../control/voices.ts';
import { DESCRIPTORS } from '../descriptors/descriptor.ts';
import type { NetworkPlace } from '../engine/network-plan.ts';
import type { ModelProgramSpec, TimedPatch } from '../engine/program.ts';
import type { LatentSpace } from '../model/latent-space.ts';
import { performedChoices } from '../ui/performed-choices.ts';
import type { AvailableNames } from '../ui/play-choice.ts';
import type { VoicePatch } from '../voice/live-voice.ts';
import type { SetLibrary } from './set-library.ts';
import type { SetMap } from './set-map.ts';

export interface ProgramSpecOptions {
  readonly library: Pick<SetLibrary, 'find'>;
  readonly map: SetMap;
  /** The latent space of the bank by a model; undefined for a model without latents. */
  readonly latents?: ((model: string) => LatentSpace | undefined) | undefined;
  readonly modelsDirectory: string;
  readonly seed: number;
  /** One of the target's `accelerators`. */
  readonly accelerator?: string | undefined;
  readonly network?: NetworkPlace | undefined;
  /** Voices that the board plays at a time, at most. Default: as many as the instrument has. */
  readonly maxVoices?: number | undefined;
}

/** Descriptions of programs for render threads: a patch with its names replaced by sets and curves. */
export interface ProgramSpecs {
  /** @throws NeurorackError 'bad-input' for a set that the library lacks, with the names that it has */
  voicePatch(patch: Patch): VoicePatch;
  /** @throws NeurorackError 'bad-input' for a set that the library lacks, with the names that it has */
  model(patch: Patch, timedPatches?: readonly TimedPatch[]): ModelProgramSpec;
  /** The patches that the knob of a performance selects, in order of time. */
  timedPatches(performance: Performance, patch: Patch, available: AvailableNames): readonly TimedPatch[];
}

export function createProgramSpecs(options: ProgramSpecOptions): ProgramSpecs {
  const { library, map, latents, modelsDirectory, seed, accelerator, network } = options;
  const { maxVoices = MAX_VOICES } = options;

  function voicePatch({ setA, setB, source, gateMode, loopMode, offsets = {} }: Patch): VoicePatch {
    const offsetModes = DESCRIPTORS.map((name) => offsets[name] ?? 'natural');
    return { a: library.find(setA), b: library.find(setB), source, gateMode, loopMode, offsetModes };
  }

  return {
    voicePatch,
    model: (patch, timedPatches) => ({
      kind: 'model',
      modelsDirectory,
      model: patch.model,
      accelerator,
      network,
      seed,
      voices: patch.voices && { mode: patch.voices.mode, count: Math.min(patch.voices.count, maxVoices) },
      patch: voicePatch(patch),
      map: patch.source === 'map' ? map.current : undefined,
      timedPatches,
      // Measured when a thread gets them: a bank takes 20 ms, and the sink opens before.
      get axes() {
        return latents?.(patch.model)?.axes;
      },
    }),
    timedPatches: ({ knob }, patch, available) =>
      performedChoices(knob, patch, available).map(({ seconds, choice }) => {
        const { setA, setB } = choice.names;
        return { seconds, patch: voicePatch({ ...patch, setA, setB }) };
      }),
  };
}
