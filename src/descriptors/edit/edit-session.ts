import { checkSet } from '../check-set.ts';
import { DESCRIPTORS, type DescriptorName } from '../descriptor.ts';
import type { DescriptorSet } from '../descriptor-set.ts';
import { PERCEPTUAL_SCALES, toPerceptual } from '../transform/perceptual.ts';

/** Undo limit, steps. Each step keeps the curves that it changed. */
const MAX_STEPS = 200;

/** The state of editing a set, with undo and redo. Immutable: every step returns a new session. */
export interface EditSession {
  readonly original: DescriptorSet;
  readonly current: DescriptorSet;
  /** Undo stack, newest last. */
  readonly past: readonly DescriptorSet[];
  /** Redo stack, next last. */
  readonly future: readonly DescriptorSet[];
}

/** Starts an editing session; the set itself does not change. */
export function startEditing(set: DescriptorSet): EditSession {
  return { original: set, current: set, past: [], future: [] };
}

/**
 * Applies one edit to the current set and clears the redo stack.
 *
 * @throws NeurorackError the errors of `change`; 'bad-input' when its result is not a valid set; the session stays unchanged
 */
export function applyEdit(session: EditSession, change: (set: DescriptorSet) => DescriptorSet): EditSession {
  const { original, current, past } = session;
  const next = change(current);
  if (next === current) return session;
  checkSet(next);
  return { original, current: next, past: [...past, current].slice(-MAX_STEPS), future: [] };
}

/** Goes one step back; returns the session itself at the beginning. */
export function undo(session: EditSession): EditSession {
  const { original, current, past, future } = session;
  const before = past.at(-1);
  if (before === undefined) return session;
  return { original, current: before, past: past.slice(0, -1), future: [...future, current] };
}

/** Goes one step forward; returns the session itself when there is nothing to redo. */
export function redo(session: EditSession): EditSession {
  const { original, current, past, future } = session;
  const next = future.at(-1);
  if (next === undefined) return session;
  return { original, current: next, past: [...past, current], future: future.slice(0, -1) };
}

/** Restores a curve of the current set from the original, bit for bit; RMS includes the level lane, pitch the timbre. */
export function restoreCurve({ original, current }: EditSession, name: DescriptorName): DescriptorSet {
  if (current.curves[name] === original.curves[name]) return current;
  const level = name === 'rms' ? { level: original.level } : {};
  const timbre = name === 'f0' && original.timbre !== undefined ? { timbre: original.timbre } : {};
  return { ...current, ...level, ...timbre, curves: { ...current.curves, [name]: original.curves[name] } };
}

/** Difference of a curve from the original. */
export interface CurveDifference {
  readonly name: DescriptorName;
  /** Number of frames that differ. */
  readonly frames: number;
  /** Largest difference on the perceptual scale: octaves, nepers of odds (flatness), crossings per sample (zcr). */
  readonly largest: number;
}

/** The curves that differ from the original, in the order of `DESCRIPTORS`. */
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

/** The edited curves as a new set whose provenance names the original; licence and author stay. */
export function saveAsNew({ original, current }: EditSession, name: string): DescriptorSet {
  const { source } = original.provenance;
  const from = `edited from '${original.name}': `;
  const kept = source.startsWith("edited from '") ? source : `${from}${source}`;
  return { ...current, name, provenance: { ...original.provenance, source: kept.slice(0, 2000) } };
}
