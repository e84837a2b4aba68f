import type { ArtifactSpec, TensorSpec } from './accelerator.ts';
import { NeurorackError } from './errors.ts';

/**
 * Compares the tensors in an artifact's manifest with those in its file. Their order does not matter.
 *
 * @throws NeurorackError 'bad-model' naming the first tensor that is missing, extra, or of another shape
 */
export function assertSameTensors(declared: ArtifactSpec, found: Pick<ArtifactSpec, 'inputs' | 'outputs'>): void {
  for (const side of ['inputs', 'outputs'] as const) {
    const difference = firstDifference(declared[side], found[side]);
    if (difference !== undefined) {
      throw new NeurorackError('bad-model', `${declared.path}: ${side.slice(0, -1)} ${difference}`, {
        remedy: 'the manifest and the artifact are not of the same export: install or export the model again',
      });
    }
  }
}

function firstDifference(declared: readonly TensorSpec[], found: readonly TensorSpec[]): string | undefined {
  const shapes = new Map(found.map(({ name, shape }) => [name, shape.join('×')]));
  for (const { name, shape } of declared) {
    const other = shapes.get(name);
    if (other === undefined) return `${name} is not in the artifact`;
    if (other !== shape.join('×')) return `${name} is ${other} in the artifact, ${shape.join('×')} in the manifest`;
    shapes.delete(name);
  }
  const [extra] = shapes.keys();
  return extra === undefined ? undefined : `${extra} is in the artifact but not in the manifest`;
}
