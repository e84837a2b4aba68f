import { COLOUR_SIZE, MODE_ANALYSIS, type Timbre } from '../timbre/timbre.ts';

/**
 * Mixes several timbres into one: the strongest 32 of all modes, each mode's share multiplied by the weight of its sound, and the
 * mean colour in dB. Sounds without a timbre are ignored; undefined when no sound has one.
 */
export function mixTimbres(
  all: readonly { readonly timbre: Timbre | undefined; readonly weight: number }[],
): Timbre | undefined {
  const parts = all.flatMap(({ timbre, weight }) => (timbre === undefined ? [] : [{ timbre, weight }]));
  const [only] = parts;
  if (only === undefined || parts.length === 1) return only?.timbre;
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const modes = parts
    .flatMap(({ timbre, weight }) =>
      Array.from(timbre.hz, (hz, i) => ({ hz, share: ((timbre.share[i] ?? 0) * weight) / total })),
    )
    .sort((a, b) => b.share - a.share)
    .slice(0, MODE_ANALYSIS.count)
    .sort((a, b) => a.hz - b.hz);
  return {
    hz: Float32Array.from(modes, ({ hz }) => hz),
    share: Float32Array.from(modes, ({ share }) => share),
    colour: Float32Array.from({ length: COLOUR_SIZE }, (_, i) =>
      parts.reduce((sum, { timbre, weight }) => sum + ((timbre.colour[i] ?? 0) * weight) / total, 0),
    ),
  };
}
