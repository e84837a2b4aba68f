import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { readText } from '../files/read-text.ts';
import type { BoardFile } from './board-schema.ts';
import type { YamlFile } from './yaml-file.ts';

/** The accelerators that a target drives: `neurorack.accelerators` of its package.json, by their kinds in board files. */
const packageSchema = z.object({
  neurorack: z.object({
    accelerators: z.record(
      z.string(),
      z.object({
        precisions: z.array(z.string()).min(1),
        /** Chips of a kind with several, and the names of their artifacts in model manifests. */
        devices: z.record(z.string(), z.string()).optional(),
        /** Folders of targets whose native part a chip needs, by chip; others have that of their own target, where there is one. */
        native: z.record(z.string(), z.string()).optional(),
      }),
    ),
  }),
});

type TargetAccelerators = z.infer<typeof packageSchema>['neurorack']['accelerators'];

/** Returns the accelerators of every target, by the target's folder; packages that are no target have none. */
async function readTargets(folder: string): Promise<Map<string, TargetAccelerators>> {
  const targets = new Map<string, TargetAccelerators>();
  for (const entry of (await readdir(folder, { withFileTypes: true })).filter((one) => one.isDirectory())) {
    const text = await readText(join(folder, entry.name, 'package.json')).catch(() => 'null');
    const { data } = packageSchema.safeParse(JSON.parse(text));
    if (data !== undefined) targets.set(entry.name, data.neurorack.accelerators);
  }
  return targets;
}

/** Returns the folder whose Makefile and sources are built on a board; it exists only where its target has a native part. */
export async function nativeFolder(
  { target, accelerator }: Pick<BoardFile, 'target' | 'accelerator'>,
  folder: string,
): Promise<string> {
  const native = (await readTargets(folder)).get(target)?.[accelerator.kind]?.native ?? {};
  return join(folder, native[accelerator.device ?? ''] ?? target, 'native');
}

/**
 * Checks that the target of a board exists and drives its accelerator; returns the name of the chip's artifacts in model manifests, where it
 * is not the kind.
 *
 * @throws NeurorackError 'bad-config' naming file, line, field and what there is
 */
export async function checkTarget({ value, fault }: YamlFile<BoardFile>, folder: string): Promise<string | undefined> {
  const targets = await readTargets(folder);
  const accelerators = targets.get(value.target);
  if (accelerators === undefined) {
    const all = [...targets.keys()].sort().join(', ');
    throw fault(['target'], `there is no target '${value.target}'`, `use one of ${all}; docs/add-a-target.md adds one`);
  }
  const { kind, precision, device } = value.accelerator;
  const check = (field: string, found: string | undefined, known: readonly string[]): void => {
    if (known.length === 0 ? found === undefined : known.some((one) => one === found)) return;
    const has = known.length === 0 ? 'has none' : `has ${known.join(', ')}`;
    throw fault(['accelerator', field], `'${found ?? 'nothing'}': the target ${value.target} ${has}`, REMEDY);
  };
  check('kind', kind, Object.keys(accelerators));
  check('precision', precision, accelerators[kind].precisions);
  check('device', device, Object.keys(accelerators[kind].devices ?? {}));
  return accelerators[kind].devices?.[device ?? ''];
}

const REMEDY = 'correct the line, or choose another target; package.json of the target lists its accelerators';
