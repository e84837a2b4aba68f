import type { ArtifactSpec, TensorSpec } from './accelerator.ts';
import { NeurorackError } from './errors.ts';

/**
 * Holds what an artifact is said to contain against what it does contain. Order does not matter.
 *
 * @throws NeurorackError 'bad-model' that names the first tensor that is missing, too many, or of another shape
 */
export function assertSameTensors(said: ArtifactSpec, found: Pick<ArtifactSpec, 'inputs' | 'outputs'>): void {
  for (const side of ['inputs', 'outputs'] as const) {
    const difference = firstDifference(said[side], found[side]);
    if (difference !== undefined) {
      throw new NeurorackError('bad-model', `${said.path}: ${side.slice(0, -1)} ${difference}`, {
        remedy: 'the manifest and the artifact are not of the same export: install or export the model again',
      });
    }
  }
}

function firstDifference(said: readonly TensorSpec[], found: readonly TensorSpec[]): string | undefined {
  const shapes = new Map(found.map(({ name, shape }) => [name, shape.join('×')]));
  for (const { name, shape } of said) {
    const other = shapes.get(name);
    if (other === undefined) return `${name} is not in the artifact`;
    if (other !== shape.join('×')) return `${name} is ${other} in the artifact, ${shape.join('×')} in the manifest`;
    shapes.delete(name);
  }
  const [extra] = shapes.keys();
  return extra === undefined ? undefined : `${extra} is in the artifact but not in the manifest`;
}
