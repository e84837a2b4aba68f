import { DEFAULT_ANALYSIS } from '../../descriptors/descriptor.ts';
import { LEVELS_PER_FRAME } from '../../descriptors/descriptor-set.ts';
import type { FamilyModel, ModelFamily, ModelFolder } from '../../model/family.ts';
import type { FrameTiming } from '../../model/timing.ts';
import { createDecodedSound } from './decoded-sound.ts';
import { createDecoderStream, streamInputSize } from './decoder-stream.ts';
import { createHopSchedule } from './hop-schedule.ts';
import { createLatentInput } from './latent-input.ts';
import { createLatentReader } from './latent-reader.ts';
import { parseRave, type RaveSection } from './manifest.ts';
import { createSoundEncoder } from './sound-encoder.ts';

/** The grid of every bank, on which the family plays whatever its decoder's is. */
const FRAME: FrameTiming = { sampleRate: DEFAULT_ANALYSIS.sampleRate, hop: DEFAULT_ANALYSIS.hop };
/** Runs on silence after which a decoder's zeroed start has no effect, beyond those of its delay. */
const PRIMING_RUNS = 32;
/** The verdict of `hailo-check` on an import, and that of docs/exports.md on a state in 8 bits. */
const ON_HAILO =
  'a RAVE decoder passes the past of its convolutions from run to run, which the chip would round to 8 bits at every hop, ' +
  "and its graph has Reshape and Transpose, which Hailo's compiler is not known to take";

/**
 * RAVE (after A. Caillon and P. Esling, RAVE: a variational autoencoder for fast and high-quality neural audio synthesis, 2021): a decoder plays
 * latents, which an encoder finds in sounds. Plays imports of exports, not RAVE's code.
 *
 * Network: `x` (for each latent of a hop a row, those that are kept before those that are random) to `y` (the hop's samples), state in tensors of any number.
 */
export const rave: ModelFamily = {
  name: 'rave',
  refusals: { 'hailo-8': ON_HAILO, 'hailo-8l': ON_HAILO, 'hailo-10h': ON_HAILO },
  parse,
};

function parse(model: ModelFolder): FamilyModel {
  const section = parseRave(model);
  const { latents, randomLatents, randomScale, latentMean: mean, latentStd: std } = section;
  const { sampleRate, hop, descriptors, silence } = model.manifest;
  const { latentsPerRun } = section;
  const schedule = createHopSchedule({ sampleRate, hop }, FRAME, section.decoderDelay);
  const latentSchedule = createHopSchedule({ sampleRate, hop: hop / latentsPerRun }, FRAME, section.decoderDelay);
  const encoder = section.encoder?.sha256;
  const streamOptions = { schedule, latents, latentsPerRun, randomLatents, randomScale, mean, std };
  const quiet = new Array<number>(streamInputSize(streamOptions)).fill(0);
  quiet[0] = 1;
  for (let n = 0; n < latentsPerRun * latents; n++) {
    const i = n % latents;
    quiet[1 + n] = ((silence[i] ?? 0) - (mean[i] ?? 0)) / (std[i] ?? 1);
  }
  return {
    network: { inputSize: (latents + randomLatents) * latentsPerRun, outputSize: hop },
    levelsPerFrame: LEVELS_PER_FRAME,
    timing: FRAME,
    soundEncoder:
      section.encoder &&
      createSoundEncoder({
        section: section.encoder,
        schedule: latentSchedule,
        latents,
        delay: section.encoderDelay,
        mean,
        std,
        descriptors,
      }),
    createLatentReader:
      encoder === undefined
        ? undefined
        : () => createLatentReader({ schedule: latentSchedule, latents, mean, std, encoder }),
    largerHop: largerHop(model, section),
    latencyFrames: 0,
    createSynthesizer: () => ({
      createInput: () => createLatentInput({ schedule, latents, latentsPerRun, mean, std, encoder, descriptors }),
      outputSize: FRAME.hop,
      subframes: LEVELS_PER_FRAME,
      latencyFrames: 0,
      stream: {
        connect: (session) => createDecoderStream(session, streamOptions),
        silence: quiet,
        primingRuns: PRIMING_RUNS + schedule.startRuns,
        startRuns: schedule.startRuns,
        framesPerRun: 1 / schedule.hopsPerFrame,
      },
      createSynthesis: () => createDecodedSound({ length: FRAME.hop / LEVELS_PER_FRAME }),
    }),
  };
}

/** The folder with the network of the next larger run in place of its own; the reference vectors are the same. */
function largerHop(model: ModelFolder, section: RaveSection): ModelFolder | undefined {
  const [next, ...largerRuns] = section.largerRuns ?? [];
  if (next === undefined) return undefined;
  const { manifest } = model;
  const { artifacts, latentsPerRun } = next;
  const times = latentsPerRun / section.latentsPerRun;
  return {
    ...model,
    manifest: {
      ...manifest,
      hop: manifest.hop * times,
      silence: Array.from({ length: times }, () => manifest.silence).flat(),
      synthesis: { ...manifest.synthesis, latentsPerRun, largerRuns },
      artifacts,
      reference: { ...manifest.reference, frames: manifest.reference.frames / times },
    },
  };
}
