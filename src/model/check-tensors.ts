import { sizeOf } from '../contracts/session-tensors.ts';
import { LEVELS_PER_FRAME } from '../descriptors/descriptor-set.ts';
import { badManifest } from './bad-manifest.ts';
import type { FamilyModel, ModelFolder } from './family.ts';
import type { ManifestArtifact } from './manifest.ts';

/**
 * Checks artifacts, silence and level lane of a manifest against what the family needs: `x` [1, inputs, 1, frames] to `y` [1, outputs, 1, 1],
 * every other tensor paired as state.
 *
 * @throws NeurorackError 'bad-model' that names the field
 */
export function checkTensors(model: ModelFolder, { network, levelsPerFrame }: FamilyModel): void {
  const { artifacts, silence } = model.manifest;
  for (const [i, artifact] of artifacts.entries()) {
    const frames = artifact.kind === 'stateless' ? (artifact.inputs[0].shape[3] ?? 1) : 1;
    checkTensor(model, `artifacts[${i}].inputs`, artifact.inputs, 'x', [1, network.inputSize, 1, frames]);
    checkTensor(model, `artifacts[${i}].outputs`, artifact.outputs, 'y', [1, network.outputSize, 1, 1]);
    checkState(model, `artifacts[${i}].state`, artifact);
  }
  if (silence.length !== network.inputSize) {
    throw badManifest(model, 'silence', `${silence.length} numbers, the network takes ${network.inputSize}`);
  }
  if (levelsPerFrame !== LEVELS_PER_FRAME) {
    const problem = `${levelsPerFrame} level values a frame, descriptor sets have ${LEVELS_PER_FRAME}`;
    throw badManifest(model, 'synthesis', problem);
  }
}

function checkTensor(
  model: ModelFolder,
  field: string,
  tensors: ManifestArtifact['inputs'],
  name: string,
  shape: readonly number[],
): void {
  const found = tensors.find((tensor) => tensor.name === name);
  if (found?.shape.join() === shape.join()) return;
  const is = found === undefined ? 'missing' : found.shape.join('×');
  throw badManifest(model, field, `${name} is ${is}, the family ${model.manifest.family} needs ${shape.join('×')}`);
}

/** Every tensor but x and y is state, and the two of a pair have one size. */
function checkState(model: ModelFolder, field: string, { inputs, outputs, state }: ManifestArtifact): void {
  for (const { input, output } of state) {
    const from = outputs.find(({ name }) => name === output);
    const to = inputs.find(({ name }) => name === input);
    if (from === undefined || to === undefined || sizeOf(from) !== sizeOf(to)) {
      throw badManifest(model, field, `${output} cannot become ${input}`);
    }
  }
  const paired = new Set(state.flatMap(({ input, output }) => [input, output]));
  const loose = [...inputs, ...outputs].find(({ name }) => name !== 'x' && name !== 'y' && !paired.has(name));
  if (loose !== undefined) throw badManifest(model, field, `${loose.name} is in no pair`);
}
