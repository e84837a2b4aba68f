import { describe, expect, it } from 'vitest';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { patchRoutes } from '../../src/panel/patch-routes.ts';
import { TransferBudget } from '../../src/panel/transfer-budget.ts';
import { MAX_PATCH_BYTES } from '../../src/panel/upload-limits.ts';
import { PATCH_LIMITS } from '../../src/state/patch-file.ts';

const BYTES = Uint8Array.of(1, 2, 3);

function setUp() {
  const added: [string, readonly number[]][] = [];
  const routes = patchRoutes(
    {
      pack: async (preset) => {
        if (preset === 'Nächte/1') return BYTES;
        throw new NeurorackError('bad-input', `there is no preset '${preset}'`, { remedy: 'choose one of Night' });
      },
      add: async (bytes, file) => {
        if (bytes[0] === 0) throw new NeurorackError('bad-file', `${file} is cut off`, { remedy: 'send it again' });
        added.push([file, [...bytes]]);
        return { preset: 'Night', messages: ['a set has another name'] };
      },
    },
    new TransferBudget(() => 'page'),
  );
  const send = (body: Uint8Array<ArrayBuffer>, name = 'night.nrpatch', headers: Record<string, string> = {}) =>
    routes.request(`/import?${new URLSearchParams({ name })}`, { method: 'POST', body, headers });
  return { routes, added, send };
}

describe('the routes of patches', () => {
  it('send a preset as a file with its name', async () => {
    const { routes } = setUp();
    const response = await routes.request(`/export?${new URLSearchParams({ preset: 'Nächte/1' })}`);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(BYTES);
    expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''N%C3%A4chte%2F1.nrpatch");
  });

  it('answer an unknown preset, or none, with message and remedy', async () => {
    const { routes } = setUp();
    const response = await routes.request('/export?preset=Dawn');
    expect([response.status, await response.json()]).toEqual([
      422,
      { message: "there is no preset 'Dawn'", remedy: 'choose one of Night' },
    ]);
    expect((await routes.request('/export')).ok).toBe(false);
  });

  it('receive a file, and report what it has become', async () => {
    const { send, added } = setUp();
    const response = await send(BYTES);
    expect([response.status, await response.json()]).toEqual([
      200,
      { preset: 'Night', messages: ['a set has another name'] },
    ]);
    expect(added).toEqual([['night.nrpatch', [1, 2, 3]]]);
  });

  it('refuse a file that is no patch, and one that is too large, stated or not', async () => {
    const { send, added } = setUp();
    expect(await (await send(Uint8Array.of(0))).json()).toEqual({
      message: 'night.nrpatch is cut off',
      remedy: 'send it again',
    });
    const stated = await send(BYTES, 'a.nrpatch', { 'content-length': String(MAX_PATCH_BYTES + 1) });
    const unstated = await send(new Uint8Array(MAX_PATCH_BYTES + 1));
    for (const response of [stated, unstated]) {
      expect(response.ok).toBe(false);
      expect(await response.json()).toMatchObject({ message: 'the file has more than 32 MiB' });
    }
    expect(added).toEqual([]);
  });

  it('have the limit of the file itself', () => {
    expect(MAX_PATCH_BYTES).toBe(PATCH_LIMITS.fileBytes);
  });
});
