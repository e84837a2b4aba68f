import { NeurorackError } from '../../contracts/errors.ts';
import { DESCRIPTORS } from '../descriptor.ts';
import { CONFIDENCE_RANGE, clampTo, DESCRIPTOR_RANGES, LEVEL_RANGE } from '../descriptor-ranges.ts';
import { type DescriptorSet, LEVELS_PER_FRAME } from '../descriptor-set.ts';
import { isSameGrid } from '../same-grid.ts';
import { pointsOfFrames } from '../timbre/moving-analysis.ts';
import { playedTimbre } from '../timbre/moving-from-static.ts';
import type { Timbre } from '../timbre/timbre.ts';
import { type HeldSet, holdSet } from '../transform/held-set.ts';
import { fromPerceptual, PERCEPTUAL_SCALES, toPerceptual } from '../transform/perceptual.ts';
import { mixMoving } from './mix-moving.ts';
import { mixTimbres } from './mix-timbres.ts';

/** A set and its share of a mixture, 0-1. */
export interface MixPart {
  readonly set: DescriptorSet;
  readonly weight: number;
}

/**
 * Mixes sets into a new one: each curve is the weighted mean on its perceptual scale, as long as the longest set; shorter sets hold
 * their last frame while their loudness decays. A single set keeps its values, bit for bit. Weights are normalised to a sum of 1.
 *
 * @throws NeurorackError 'bad-input' when no weight is above 0, or hop or sample rate of the sets differ
 */
export function mixSets(name: string, all: readonly MixPart[]): DescriptorSet {
  const total = all.reduce((sum, { weight }) => sum + Math.max(0, weight), 0);
  const parts = all.filter(({ weight }) => weight > 0).map(({ set, weight }) => ({ set, weight: weight / total }));
  const first = parts[0];
  if (first === undefined || !Number.isFinite(total))
    throw noMixture('no set has a weight above 0', 'give a weight above 0');
  for (const { set } of parts) checkSameGrid(first.set, set);
  const frames = Math.max(...parts.map(({ set }) => set.frames));
  const held = parts.map(({ set, weight }) => ({ set: holdSet(set), weight }));
  const curves = DESCRIPTORS.map((descriptor, d) =>
    Float32Array.from({ length: frames }, (_, k) =>
      clampTo(
        DESCRIPTOR_RANGES[descriptor],
        blend(descriptor, held, (each) => each.value(d, k)),
      ),
    ),
  );
  const [rms, zcr, rolloff, flatness, bandwidth, centroid, f0] = curves;
  const none = new Float32Array(frames);
  const timbre = timbreOf(parts, frames);
  return {
    name,
    provenance: provenanceOf(parts),
    analysis: first.set.analysis,
    frames,
    curves: {
      rms: rms ?? none,
      zcr: zcr ?? none,
      rolloff: rolloff ?? none,
      flatness: flatness ?? none,
      bandwidth: bandwidth ?? none,
      centroid: centroid ?? none,
      f0: f0 ?? none,
    },
    f0Confidence: Float32Array.from({ length: frames }, (_, k) =>
      clampTo(
        CONFIDENCE_RANGE,
        parts.reduce((sum, { set, weight }) => sum + weight * (set.f0Confidence[Math.min(k, set.frames - 1)] ?? 0), 0),
      ),
    ),
    level: Float32Array.from({ length: LEVELS_PER_FRAME * frames }, (_, i) =>
      clampTo(
        LEVEL_RANGE,
        blend('rms', held, (each) => each.level(i)),
      ),
    ),
    ...(timbre === undefined ? {} : { timbre }),
  };
}

/** The mixed timbre, with a moving one of `frames` where a part has one. */
function timbreOf(parts: readonly MixPart[], frames: number): Timbre | undefined {
  const timbre = mixTimbres(parts.map(({ set, weight }) => ({ timbre: set.timbre, weight })));
  if (timbre === undefined || parts.every(({ set }) => set.timbre?.moving === undefined)) return timbre;
  const moving = mixMoving(
    parts.map(({ set, weight }) => ({ moving: playedTimbre(set)?.moving, weight })),
    pointsOfFrames(frames),
  );
  const { hz, share, colour } = timbre;
  return { hz, share, colour, ...(moving === undefined ? {} : { moving }) };
}

interface HeldPart {
  readonly set: HeldSet;
  readonly weight: number;
}

function blend(name: (typeof DESCRIPTORS)[number], parts: readonly HeldPart[], read: (set: HeldSet) => number): number {
  const [only] = parts;
  if (only !== undefined && parts.every(({ set }) => read(set) === read(only.set))) return read(only.set);
  const scale = PERCEPTUAL_SCALES[name];
  return fromPerceptual(
    scale,
    parts.reduce((sum, { set, weight }) => sum + weight * toPerceptual(scale, read(set)), 0),
  );
}

/** Combines provenance: names every author and every licence of the parts. */
function provenanceOf(parts: readonly MixPart[]): DescriptorSet['provenance'] {
  const distinct = (values: readonly string[]): string => [...new Set(values)].join(', ');
  const author = distinct(parts.flatMap(({ set }) => set.provenance.author ?? []));
  const share = ({ set, weight }: MixPart): string => `${Math.round(100 * weight)} % ${set.name}`;
  return {
    source: `mixture of ${parts.map(share).join(', ')}`,
    ...(author === '' ? {} : { author }),
    licence: distinct(parts.map(({ set }) => set.provenance.licence)),
  };
}

function checkSameGrid(a: DescriptorSet, b: DescriptorSet): void {
  if (isSameGrid(a, b)) return;
  throw noMixture(`'${a.name}' and '${b.name}' were measured on different grids`, 'measure both with the same hop');
}

function noMixture(fault: string, remedy: string): NeurorackError {
  return new NeurorackError('bad-input', `the sets cannot be mixed: ${fault}`, { remedy });
}
