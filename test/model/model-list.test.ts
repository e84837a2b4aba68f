import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../src/families/families.ts';
import { findModelFolder, listModels } from '../../src/model/model-list.ts';
import { namedErrorOf } from '../../testing/named-error.ts';
import { copyOfTinyModel, editManifest, TINY_MODEL } from './tiny-model.ts';

describe('models directory', () => {
  it('lists models by name, unusable ones with their error, and skips other folders', async () => {
    const { directory } = await copyOfTinyModel('b-good');
    await cp(TINY_MODEL, join(directory, 'a-bad'), { recursive: true });
    await editManifest(join(directory, 'a-bad'), '"formatVersion": 1', '"formatVersion": 9');
    await mkdir(join(directory, 'training'));
    const [bad, good, ...more] = await listModels(directory, FAMILIES);
    expect(bad.error).toMatchObject({ kind: 'bad-model' });
    expect(good.model?.manifest.id).toBe('tiny');
    expect(more).toEqual([]);
  });

  it('throws bad-file when the directory is missing', async () => {
    expect(await namedErrorOf(() => listModels('/nowhere', FAMILIES))).toMatchObject({ kind: 'bad-file' });
  });

  it('finds a model by name and by path, and names a missing one', async () => {
    const { directory, folder } = await copyOfTinyModel();
    expect(await findModelFolder('tiny', directory)).toBe(folder);
    expect(await findModelFolder(folder, '/nowhere')).toBe(folder);
    const error = await namedErrorOf(() => findModelFolder('huge', directory));
    expect(error).toMatchObject({ kind: 'bad-file', message: expect.stringContaining('huge') });
  });
});
