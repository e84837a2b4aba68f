import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An untrained model of the family sinc-nsf; `test/fixtures/make-tiny-model.py` writes it. Read only. */
export const TINY_MODEL = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url));

/** The same with tracks; `test/fixtures/make-tiny-tracks-model.py` writes it. Read only. */
export const TINY_TRACKS_MODEL = fileURLToPath(new URL('../fixtures/tiny-tracks-model', import.meta.url));

/** Copies the tiny model, or another one, to a new models directory, to be modified. */
export async function copyOfTinyModel(
  name = 'tiny',
  model = TINY_MODEL,
): Promise<{ directory: string; folder: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'neurorack-models-'));
  const folder = join(directory, name);
  await cp(model, folder, { recursive: true });
  return { directory, folder };
}

/** Replaces a text in a manifest; throws when it is missing, so that a test cannot run with an unchanged manifest. */
export async function editManifest(folder: string, from: string | RegExp, to: string): Promise<void> {
  const path = join(folder, 'manifest.json');
  const before = await readFile(path, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${from} is not in the manifest`);
  await writeFile(path, after);
}
