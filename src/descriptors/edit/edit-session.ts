import { checkSet } from '../check-set.ts';
import { DESCRIPTORS, type DescriptorName } from '../descriptor.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { PERCEPTUAL_SCALES, toPerceptual } from '../transform/perceptual.ts';

/** Steps that can be undone; a step keeps the curves that it changed. */
const MOST_STEPS = 200;

/** A set being edited. Plain data: every step gives a new one. */
export interface EditSession {
  readonly original: DescriptorSet;
  readonly current: DescriptorSet;
  /** What undo goes back to, newest last. */
  readonly past: readonly DescriptorSet[];
  /** What redo goes on to, nearest last. */
  readonly future: readonly DescriptorSet[];
}

/** Begins to edit a set; the set itself does not change. */
export function startEditing(set: DescriptorSet): EditSession {
  return { original: set, current: set, past: [], future: [] };
}

/**
 * One step: what `change` makes of the current set. What was undone before is forgotten.
 *
 * @throws NeurorackError those of `change`; 'bad-input' when it makes what no bank would hold; the session is as before then
 */
export function applyEdit(session: EditSession, change: (set: DescriptorSet) => DescriptorSet): EditSession {
  const { original, current, past } = session;
  const next = change(current);
  if (next === current) return session;
  checkSet(next);
  return { original, current: next, past: [...past, current].slice(-MOST_STEPS), future: [] };
}

/** One step back; at the beginning, the session itself. */
export function undo(session: EditSession): EditSession {
  const { original, current, past, future } = session;
  const before = past.at(-1);
  if (before === undefined) return session;
  return { original, current: before, past: past.slice(0, -1), future: [...future, current] };
}

/** One step on again; when there is none, the session itself. */
export function redo(session: EditSession): EditSession {
  const { original, current, past, future } = session;
  const next = future.at(-1);
  if (next === undefined) return session;
  return { original, current: next, past: [...past, current], future: future.slice(0, -1) };
}

/** The current set with a curve of the original, bit by bit; loudness brings its level lane with it. */
export function restoreCurve({ original, current }: EditSession, name: DescriptorName): DescriptorSet {
  if (current.curves[name] === original.curves[name]) return current;
  const level = name === 'rms' ? { level: original.level } : {};
  return { ...current, ...level, curves: { ...current.curves, [name]: original.curves[name] } };
}

/** How far a curve is from the original's. */
export interface CurveDifference {
  readonly name: DescriptorName;
  /** Frames that differ. */
  readonly frames: number;
  /** The largest difference on the perceptual scale: octaves, nepers of odds (flatness), crossings a sample (zcr). */
  readonly largest: number;
}

/** What is no longer as in the original: the curves that differ, in the order of `DESCRIPTORS`. */
export function compareWithOriginal({ original, current }: EditSession): CurveDifference[] {
  return DESCRIPTORS.flatMap((name) => {
    const [before, after] = [original.curves[name], current.curves[name]];
    const scale = PERCEPTUAL_SCALES[name];
    let frames = 0;
    let largest = 0;
    for (let k = 0; k < original.frames; k++) {
      const [a, b] = [before[k] ?? 0, after[k] ?? 0];
      if (a === b) continue;
      frames++;
      largest = Math.max(largest, Math.abs(toPerceptual(scale, b) - toPerceptual(scale, a)));
    }
    return frames === 0 ? [] : [{ name, frames, largest }];
  });
}

/** The edited curves as a set of its own that says which it was made from; licence and author stay. */
export function saveAsNew({ original, current }: EditSession, name: string): DescriptorSet {
  const { source } = original.provenance;
  const from = `edited from '${original.name}': `;
  const kept = source.startsWith("edited from '") ? source : `${from}${source}`;
  return { ...current, name, provenance: { ...original.provenance, source: kept.slice(0, 2000) } };
}
