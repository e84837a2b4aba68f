import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cannotWrite } from '../../../src/contracts/write-fault.ts';
import { buildCatalogIndex } from '../../../src/descriptors/bank/bank-catalog.ts';
import { unpackBank } from '../../../src/descriptors/bank/read-bank.ts';
import type { DescriptorSet } from '../../../src/descriptors/descriptor-set.ts';
import { writeFileAtomically } from '../../../src/files/atomic-file.ts';
import type { BankListing } from '../../../src/panel/banks/bank-entry.ts';
import { createBankLibrary } from '../../../src/panel/banks/bank-library.ts';
import { type PanelServer, startPanelServer } from '../../../src/panel/server.ts';
import { createFakeInstrument } from '../fake-instrument.ts';
import { badBanks, createBankFolder, decayingTone, HITS, hitsFile, twoHours } from './bank-bench.ts';

describe('the bank routes', () => {
  let server: PanelServer;
  let paths: ReturnType<typeof createBankFolder>;
  let played: { set: DescriptorSet; side: 'A' | 'B' | null }[];
  let isFull: boolean;
  beforeEach(async () => {
    paths = createBankFolder();
    played = [];
    isFull = false;
    const { folder, factory } = paths;
    const library = createBankLibrary({
      folder,
      factory,
      write: async (path, bytes) => {
        if (isFull) throw cannotWrite(path, Object.assign(new Error('no room'), { code: 'ENOSPC' }));
        await writeFileAtomically(path, bytes);
      },
    });
    server = await startPanelServer({
      instrument: createFakeInstrument().instrument,
      folder: paths.root,
      port: 0,
      banks: {
        library,
        uploadFolder: join(folder, '.incoming'),
        play: (set, side) => {
          played.push({ set, side });
          return set.name;
        },
      },
    });
  });
  afterEach(() => server.close());

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${server.url}banks${path}`, { ...init, headers: { origin: server.url.slice(0, -1) } });
  const read = async (answer: Response) => JSON.parse(await answer.text());
  const post = async (path: string, body: unknown = {}) => {
    const answer = await ask(path, { method: 'POST', body: JSON.stringify(body) });
    return { status: answer.status, content: await read(answer) };
  };
  const send = async (path: string, body: Uint8Array<ArrayBuffer>) => {
    const answer = await ask(path, { method: 'POST', body });
    return { status: answer.status, content: await read(answer) };
  };
  const listing = async (): Promise<BankListing> => read(await ask(''));
  const names = async (id: string) =>
    (await listing()).banks.find((bank) => bank.id === id)?.sets.map((one) => one.name);
  /** All files in the folder of banks, incomplete uploads included. */
  const files = (): string[] => [
    ...readdirSync(paths.folder).filter((file) => !file.startsWith('.')),
    ...(existsSync(join(paths.folder, '.incoming')) ? readdirSync(join(paths.folder, '.incoming')) : []),
  ];
  const importHits = async () => (await send('/import?name=hits.nrbank', Uint8Array.from(hitsFile()))).content.id;

  it('list the banks with their sets, authors and licences', async () => {
    await importHits();
    expect((await listing()).banks).toMatchObject([
      { id: 'factory', name: 'Factory', isEditable: false, sets: [{ name: 'Boom' }, { name: 'Bell' }] },
      { id: 'two-hits.nrbank', name: 'Two hits', author: 'Ada', licence: 'CC-BY 4.0', isEditable: true },
    ]);
  });

  it('analyse and save an uploaded sound, which can be played at once', async () => {
    const { status, content } = await send('/sounds?name=gong.wav', decayingTone());
    expect([status, content]).toEqual([200, { id: 'my-sounds.nrbank', name: 'gong', plays: 'gong', warnings: [] }]);
    expect(played[0].set).toMatchObject({ name: 'gong', provenance: { source: 'gong.wav', licence: 'not stated' } });
    const { f0 } = played[0].set.curves;
    expect(Math.abs(f0[10] - 220)).toBeLessThan(2);
    await send('/sounds?name=gong.wav', decayingTone({ hertz: 330 }));
    expect(await names('my-sounds.nrbank')).toEqual(['gong', 'gong 2']);
    expect(files()).toEqual(['my-sounds.nrbank']);
  });

  it('answer an upload with the warnings about file and recording, each with the name of the file', async () => {
    const bytes = decayingTone({ peak: 0.005 });
    const { status, content } = await send('/sounds?name=gong.wav', bytes.slice(0, -3000));
    expect(status).toBe(200);
    expect(content.warnings).toEqual([
      expect.stringMatching(/^gong\.wav: the file is truncated: its header states \d+ bytes of sound/),
      expect.stringMatching(/^gong\.wav: it is quiet: its peak is -4\d\.\d dBFS; record it with more gain/),
    ]);
    expect(await names('my-sounds.nrbank')).toEqual(['gong']);
  });

  it('add a sound to the given bank, under that bank’s licence', async () => {
    const id = await importHits();
    await send(`/sounds?name=gong.aiff&bank=${id}`, decayingTone());
    expect(await names(id)).toEqual(['kick', 'snare', 'gong']);
    expect((await listing()).banks[1].sets[2]).toMatchObject({ licence: 'CC-BY 4.0', source: 'gong.aiff' });
  });

  it('play a set as set A or B', async () => {
    await post('/play', { id: 'factory', set: 'Bell', side: 'B' });
    expect(played.map(({ set, side }) => [set.name, side])).toEqual([['Bell', 'B']]);
  });

  it('rename, move and remove sets, edit details, and undo every step', async () => {
    const id = await importHits();
    const edit = (change: unknown) => post('/edit', { id, edit: change });
    await edit({ kind: 'rename-set', set: 'kick', to: 'thud' });
    await edit({ kind: 'move-set', set: 'thud', position: 1 });
    await edit({ kind: 'edit-details', name: 'Mine', author: null, licence: 'CC0' });
    await edit({ kind: 'remove-set', set: 'snare' });
    expect(await names(id)).toEqual(['thud']);
    expect((await listing()).undoLabel).toBe('removing snare');
    await edit({ kind: 'remove-bank' });
    expect(files()).toEqual([]);
    const undone = [];
    for (let n = 0; n < 5; n++) undone.push((await post('/undo')).content.banks[1]);
    expect(undone.map((bank) => bank.sets.map((set: { name: string }) => set.name).join())).toEqual([
      'thud',
      'snare,thud',
      'snare,thud',
      'thud,snare',
      'kick,snare',
    ]);
    expect(readFileSync(join(paths.folder, id))).toEqual(hitsFile());
    await post('/undo');
    expect(files()).toEqual([]);
    expect(await post('/undo')).toMatchObject({ status: 422, content: { message: 'there is nothing to undo' } });
  });

  it('export the imported file byte for byte', async () => {
    const id = await importHits();
    const answer = await ask(`/export/${id}`);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="two-hits.nrbank"');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(hitsFile());
    const factory = Buffer.from(await (await ask('/export/factory')).arrayBuffer());
    expect((await unpackBank(factory, 'x')).name).toBe('Factory');
  });

  it.each([
    ['/export/..%2ffactory.nrbank', { method: 'GET' }],
    ['/export/nothing.nrbank', { method: 'GET' }],
    ['/edit', { method: 'POST', body: JSON.stringify({ id: '../factory.nrbank', edit: { kind: 'remove-bank' } }) }],
    ['/edit', { method: 'POST', body: JSON.stringify({ id: 'factory', edit: { kind: 'remove-bank' } }) }],
    ['/play', { method: 'POST', body: JSON.stringify({ id: '/etc/passwd', set: 'root', side: null }) }],
    ['/sounds?name=x.wav&bank=../x.nrbank', { method: 'POST', body: 'x' }],
    ['/sounds?name=x.wav&bank=factory', { method: 'POST', body: 'x' }],
    ['/sounds?name=a%0Ab.wav', { method: 'POST', body: 'x' }],
    ['/edit', { method: 'POST', body: '{' }],
  ])('reject %s %j: nothing outside the folder of banks is accessible', async (path, init) => {
    await importHits();
    const answer = await ask(path, init);
    expect(answer.status).toBe(422);
    expect(Object.keys(await read(answer))).toEqual(['message', 'remedy']);
    expect(files()).toEqual(['two-hits.nrbank']);
    expect(existsSync(paths.factory)).toBe(true);
  });

  it.each(badBanks())('reject a bank (%s) with the reason, and leave no file', async (_what, bytes, reason) => {
    await importHits();
    const { status, content } = await send('/import?name=bad.nrbank', Uint8Array.from(bytes));
    expect(status).toBe(422);
    expect(content.message).toMatch(reason);
    expect(content.message).toMatch(/^bad\.nrbank is not a usable bank/);
    expect(content.remedy).toContain('bank again');
    expect(files()).toEqual(['two-hits.nrbank']);
  });

  it('reject text with the name of a sound file', async () => {
    const { status, content } = await send('/sounds?name=words.wav', new TextEncoder().encode('only some words'));
    expect([status, content.message]).toEqual([422, expect.stringMatching(/^words\.wav: this is no WAV/)]);
    expect(files()).toEqual([]);
    expect(played).toEqual([]);
  });

  it('reject a sound of two hours by its header, before it is uploaded completely', async () => {
    const body = twoHours();
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    const head = [
      'POST /banks/sounds?name=night.wav HTTP/1.1',
      `host: localhost:${port}`,
      `origin: http://localhost:${port}`,
      `content-length: ${body.length}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    // No more than this is ever sent.
    socket.write(body.subarray(0, 100_000));
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    expect(answer).toMatch(/^HTTP\/1\.1 422 /);
    expect(answer).toContain('night.wav: 7200 s of sound or more, where 300 s are loaded at most');
    expect(files()).toEqual([]);
    socket.destroy();
  });

  it('reject a file by its stated size without reading it', async () => {
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /banks/import?name=x HTTP/1.1\r\nhost: localhost:${port}\r\norigin: http://localhost:${port}\r\ncontent-length: 99999999\r\n\r\n`,
    );
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('the file has more than 64 MiB');
    socket.destroy();
  });

  it('stop a sender that states no size at the limit', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 2 ** 20;
        controller.enqueue(new Uint8Array(2 ** 20));
      },
    });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: endless, duplex: 'half' };
    const status = await ask('/import?name=x', init).then(
      (answer) => answer.status,
      () => 413, // cut off while it was still sending
    );
    expect(status).toBe(413);
    expect(sent).toBeLessThan(400 * 2 ** 20);
    expect(files()).toEqual([]);
  });

  it('leave no file of an interrupted upload', async () => {
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /banks/sounds?name=x HTTP/1.1\r\nhost: localhost:${port}\r\norigin: http://localhost:${port}\r\ncontent-length: 999\r\n\r\nRIFF`,
    );
    const incoming = join(paths.folder, '.incoming');
    while (!existsSync(incoming) || readdirSync(incoming).length === 0) await new Promise(setImmediate);
    socket.destroy();
    while (readdirSync(incoming).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await read(await ask('/jobs'))).jobs).toEqual([]);
  });

  it('report a full disk and leave the bank unchanged', async () => {
    const id = await importHits();
    isFull = true;
    const { status, content } = await send(`/sounds?name=gong.wav&bank=${id}`, decayingTone());
    expect([status, content.message]).toEqual([507, expect.stringContaining('the disk is full')]);
    expect(content.remedy).toContain('make room');
    expect(await names(id)).toEqual(HITS.sets.map(({ name }) => name));
    expect((await listing()).undoLabel).toBe('adding Two hits');
    expect(played).toEqual([]);
  });

  it('list an unreadable file with the reason, beside the readable banks', async () => {
    mkdirSync(paths.folder, { recursive: true });
    writeFileSync(join(paths.folder, 'torn.nrbank'), 'x');
    await importHits();
    const { banks, unreadable } = await listing();
    expect(banks).toHaveLength(2);
    expect(unreadable).toMatchObject([
      { file: 'torn.nrbank', message: expect.stringMatching(/^torn\.nrbank is not a usable bank/) },
    ]);
  });

  it('list a catalog, preview a bank of it and install it', async () => {
    const catalog = join(paths.root, 'catalog');
    mkdirSync(catalog);
    writeFileSync(join(catalog, 'hits.nrbank'), hitsFile());
    writeFileSync(
      join(catalog, 'index.json'),
      JSON.stringify(await buildCatalogIndex([{ file: 'hits.nrbank', bytes: hitsFile() }])),
    );
    expect((await post('/catalog', { location: catalog })).content).toMatchObject([
      { name: 'Two hits', sets: ['kick', 'snare'] },
    ]);
    expect((await post('/preview', { location: catalog, file: 'hits.nrbank' })).content.sets[1].seconds).toBeCloseTo(
      0.174,
      3,
    );
    await post('/audition', { location: catalog, file: 'hits.nrbank', set: 'kick', side: 'A' });
    expect(played.map(({ set, side }) => [set.name, side])).toEqual([['kick', 'A']]);
    expect(existsSync(paths.folder)).toBe(false);
    await post('/install', { location: catalog, file: 'hits.nrbank' });
    expect(readFileSync(join(paths.folder, 'two-hits.nrbank'))).toEqual(hitsFile());
    writeFileSync(join(catalog, 'hits.nrbank'), Buffer.concat([hitsFile(), Buffer.of(0)]));
    expect(await post('/install', { location: catalog, file: 'hits.nrbank' })).toMatchObject({ status: 422 });
    expect(files()).toEqual(['two-hits.nrbank']);
  });

  it('accept the paths and field names of version 0.1', async () => {
    const id = await importHits();
    await post('/edit', { id, edit: { kind: 'move-set', set: 'kick', place: 1 } });
    expect(await names(id)).toEqual(['snare', 'kick']);
    await post('/edit', { id, edit: { kind: 'describe', name: 'Mine', author: null, licence: 'CC0' } });
    expect((await listing()).undoLabel).toBe('editing the details of Mine');
    const catalog = join(paths.root, 'catalog');
    mkdirSync(catalog);
    writeFileSync(join(catalog, 'hits.nrbank'), hitsFile());
    const index = await buildCatalogIndex([{ file: 'hits.nrbank', bytes: hitsFile() }]);
    writeFileSync(join(catalog, 'index.json'), JSON.stringify(index));
    expect((await post('/shelf', { place: catalog })).content).toMatchObject([{ name: 'Two hits' }]);
    await post('/hear', { place: catalog, file: 'hits.nrbank', set: 'kick', side: 'A' });
    expect(played.at(-1)?.set.name).toBe('kick');
    expect(await read(await ask('/work'))).toMatchObject({ revision: 3, works: [] });
  });

  it('count changes, so that clients know when to reload', async () => {
    const { revision } = await read(await ask('/jobs'));
    await importHits();
    expect((await read(await ask('/jobs'))).revision).toBe(revision + 1);
  });
});
