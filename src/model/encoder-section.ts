import * as z from 'zod';
import { badManifest } from './bad-manifest.ts';
import type { ModelFolder } from './family.ts';
import type { ManifestArtifact } from './manifest.ts';

const tensors = z
  .array(z.object({ name: z.string().min(1).max(200), shape: z.array(z.int().positive()).min(1).max(8) }))
  .min(1)
  .max(64);

/** A network in a manifest that encodes sounds: `x` of a hop to `y` of the latents, beside state. */
export const encoderSchema = z.object({
  file: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/, 'expected a plain file name'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits'),
  inputs: tensors,
  outputs: tensors,
  state: z.array(z.object({ input: z.string(), output: z.string() })).max(64),
});

export type EncoderSection = z.infer<typeof encoderSchema>;

/** The network as an artifact that an accelerator opens. */
export const encoderArtifact = (section: EncoderSection): ManifestArtifact => ({
  ...section,
  accelerator: 'onnxruntime',
  precision: 'fp32',
  kind: 'stateful',
});

/**
 * Checks the shapes of `x` and `y`, and that every other tensor is state.
 *
 * @param field of the section, for messages
 * @throws NeurorackError 'bad-model' that names the field
 */
export function checkEncoder(
  model: ModelFolder,
  field: string,
  { inputs, outputs, state }: EncoderSection,
  { latents, hop = model.manifest.hop }: { readonly latents: number; readonly hop?: number },
): void {
  const check = (list: EncoderSection['inputs'], of: string, name: string, size: number): void => {
    const shape = list.find((tensor) => tensor.name === name)?.shape.join('×') ?? 'missing';
    const wanted = name === 'x' ? `1×${size}, as the hop` : `1×${size}, as the latents`;
    if (shape !== `1×${size}×1×1` && shape !== `1×1×${size}×1` && shape !== `1×${size}`) {
      throw badManifest(model, `${field}.${of}`, `${name} is ${shape}, not ${wanted}`);
    }
  };
  check(inputs, 'inputs', 'x', hop);
  check(outputs, 'outputs', 'y', latents);
  const paired = new Set(state.flatMap(({ input, output }) => [input, output]));
  const loose = [...inputs, ...outputs].find(({ name }) => name !== 'x' && name !== 'y' && !paired.has(name));
  if (loose !== undefined) throw badManifest(model, `${field}.state`, `${loose.name} is in no pair`);
}
