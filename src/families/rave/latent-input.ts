import { DESCRIPTORS } from '../../descriptors/descriptor.ts';
import type { EncodedSound, EncodedSpace } from '../../descriptors/timbre/encoded-sound.ts';
import { addLatents, plainAxes } from '../../descriptors/timbre/latent-axes.ts';
import { MAX_MIXED_TIMBRES, type TimbreMix } from '../../descriptors/timbre/timbre-mix.ts';
import { mixingMatrix, TYPICAL_CORRELATION } from '../../descriptors/transform/correlation.ts';
import type { DescriptorStats } from '../../descriptors/transform/perceptual.ts';
import type { NetworkInput } from '../../model/synthesis.ts';
import { clamp } from '../../numeric/clamp.ts';
import { START_RUN, streamInputSize } from './decoder-stream.ts';
import type { HopSchedule } from './hop-schedule.ts';

/** No latent goes further from its mean than this, in deviations. */
const MAX_DEVIATION = 6;
/** Limits of what walks and offsets add, in deviations, reached softly. */
const MAX_WALK = 2;
const MAX_OFFSET = 3;
/** By how much sharpness scales the fine latents at a sound's start, as an exponent, and the time constant of its end, seconds. */
const SHARPNESS = 1.2;
const ATTACK_SECONDS = 0.08;
const MIXING = mixingMatrix(TYPICAL_CORRELATION);
const COUNT = DESCRIPTORS.length;
/** Played by the level and by the pitch, not by latents. */
const OUTSIDE: readonly string[] = ['rms', 'f0'];

export interface LatentInputOptions {
  readonly schedule: HopSchedule;
  /** Rows of latents a run of the decoder. */
  readonly latentsPerRun: number;
  readonly latents: number;
  /** Mean and deviation of each latent of an encoded sound. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Checksum of the model's encoder; absent in a model without one. */
  readonly encoder: string | undefined;
  readonly descriptors: readonly DescriptorStats[];
}

/**
 * The input of a decoder's stream: the latents of the sets at the places that the mix names, ahead by the decoder's delay, mixed by share. Offsets
 * of descriptors and the random walk move them along the directions in which those of a bank vary; sharpness spreads or holds the finer half of
 * them around the attack.
 */
export function createLatentInput(options: LatentInputOptions): NetworkInput {
  const { schedule, latents, latentsPerRun, mean, std, encoder, descriptors } = options;
  const rowsPerFrame = schedule.hopsPerFrame * latentsPerRun;
  const attackFrames = (ATTACK_SECONDS * schedule.frame.sampleRate) / schedule.frame.hop;
  const plainLatents = plainAxes(latents, 1);
  const row = new Float64Array(latents);
  const moved = new Float64Array(latents);
  const walk = new Float64Array(COUNT);
  const offsets = new Float64Array(COUNT);
  let frames = -1;

  const encodedOf = (mix: TimbreMix, slot: number): EncodedSound | undefined => {
    const encoded = mix.timbres[slot]?.encoded;
    return encoded !== undefined && encoded.encoder === encoder && encoded.size === latents ? encoded : undefined;
  };

  /** Adds `share` of a sound's latents, in deviations, at `frame` of its set. */
  function addRow({ rows }: EncodedSound, frame: number, share: number): void {
    const last = rows.length / latents - 1;
    if (last < 0) return;
    const place = clamp(frame * rowsPerFrame, 0, last);
    const low = Math.floor(place);
    const at = low * latents;
    const above = Math.min(low + 1, last) * latents;
    for (let i = 0; i < latents; i++) {
      const value = rows[at + i] + (rows[above + i] - rows[at + i]) * (place - low);
      row[i] += (share * (value - mean[i])) / std[i];
    }
  }

  /** Writes what walk, offsets and the player's latents add to `moved`, by the directions of the mixed sounds. */
  function readMotion(mix: TimbreMix): void {
    moved.fill(0);
    unmix(mix.walk, walk);
    for (let d = 0; d < COUNT; d++) {
      offsets[d] = OUTSIDE.includes(descriptors[d].name) ? 0 : mix.offsets[d] / descriptors[d].std;
    }
    let plain = 1;
    for (let slot = 0; slot < MAX_MIXED_TIMBRES; slot++) {
      const space = encodedOf(mix, slot)?.space;
      if (space === undefined) continue;
      plain -= mix.shares[slot];
      addDirections(space, mix.shares[slot]);
      addLatents(space.axes, mix.latents, mix.shares[slot], moved, 0);
    }
    // Without a measured space each walk and each axis moves a latent of its own.
    addLatents(plainLatents, mix.latents, Math.max(plain, 0), moved, 0);
    for (let i = 0; i < Math.min(latents, COUNT); i++) moved[i] += softly(MAX_WALK, Math.max(plain, 0) * walk[i]);
  }

  function addDirections({ walk: walks, response }: EncodedSpace, share: number): void {
    for (let i = 0; i < latents; i++) {
      let walked = 0;
      let shifted = 0;
      for (let d = 0; d < COUNT; d++) {
        walked += walks[i * COUNT + d] * walk[d];
        shifted += response[i * COUNT + d] * offsets[d];
      }
      moved[i] += share * (softly(MAX_WALK, walked) + softly(MAX_OFFSET, shifted));
    }
  }

  /** Writes the row of the latent that begins `ahead` frames after the mix. */
  function writeRow(mix: TimbreMix, ahead: number, into: Float32Array, at: number): void {
    row.fill(0);
    let sharpened = 0;
    for (let slot = 0; slot < MAX_MIXED_TIMBRES; slot++) {
      const encoded = encodedOf(mix, slot);
      if (encoded === undefined) continue;
      const share = mix.shares[slot];
      const place = mix.places[slot] + ahead;
      addRow(encoded, place, share * (1 - mix.fade));
      if (mix.fade > 0) addRow(encoded, mix.nexts[slot] + ahead, share * mix.fade);
      sharpened += share * Math.exp(-Math.max(place, 0) / attackFrames);
    }
    const fine = mix.sharpness === 0 ? 1 : Math.exp(SHARPNESS * mix.sharpness * sharpened);
    for (let i = 0; i < latents; i++) {
      const scale = 2 * i >= latents - 1 ? fine : 1;
      into[at + i] = clamp(scale * row[i] + moved[i], -MAX_DEVIATION, MAX_DEVIATION);
    }
  }

  return {
    size: streamInputSize({ schedule, latents, latentsPerRun }),
    reset: () => {
      frames = -1;
    },
    fill: (_frame, _level, mix, into) => {
      into.fill(0);
      frames++;
      const from = frames === 0 ? 0 : schedule.runsBy(frames - 1);
      const to = schedule.runsBy(frames);
      into[0] = frames === 0 ? START_RUN : to - from;
      if (to > from) readMotion(mix);
      for (let n = from * latentsPerRun; n < to * latentsPerRun; n++)
        writeRow(mix, n / rowsPerFrame - frames, into, 1 + (n - from * latentsPerRun) * latents);
    },
  };
}

/** Bends `value` so that it stays within `limit` on both sides. */
const softly = (limit: number, value: number): number => limit * Math.tanh(value / limit);

/** Takes the correlation of the descriptors' walks out of them: the results are independent. */
function unmix(mixed: Float64Array, into: Float64Array): void {
  for (let d = 0; d < COUNT; d++) {
    let rest = mixed[d];
    for (let m = 0; m < d; m++) rest -= MIXING[d * COUNT + m] * into[m];
    into[d] = rest / MIXING[d * COUNT + d];
  }
}
