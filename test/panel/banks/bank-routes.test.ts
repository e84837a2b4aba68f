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
import { badBanks, bankPlace, HITS, hitsFile, struckTone, twoHours } from './bank-bench.ts';

describe('the banks of a panel', () => {
  let server: PanelServer;
  let place: ReturnType<typeof bankPlace>;
  let played: { set: DescriptorSet; side: 'A' | 'B' | null }[];
  let isFull: boolean;
  beforeEach(async () => {
    place = bankPlace();
    played = [];
    isFull = false;
    const { folder, factory } = place;
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
      folder: place.place,
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
  /** Nothing but whole banks is in the folder. */
  const files = (): string[] => [
    ...readdirSync(place.folder).filter((file) => file !== '.incoming'),
    ...(existsSync(join(place.folder, '.incoming')) ? readdirSync(join(place.folder, '.incoming')) : []),
  ];
  const importHits = async () => (await send('/import?name=hits.nrbank', Uint8Array.from(hitsFile()))).content.id;

  it('are listed with what is in them, whose it is and under which licence', async () => {
    await importHits();
    expect((await listing()).banks).toMatchObject([
      { id: 'factory', name: 'Factory', isOwn: false, sets: [{ name: 'Boom' }, { name: 'Bell' }] },
      { id: 'two-hits.nrbank', name: 'Two hits', author: 'Ada', licence: 'CC-BY 4.0', isOwn: true },
    ]);
  });

  it('take a sound that is dropped in: it is measured, kept, and can be played at once', async () => {
    const { status, content } = await send('/sounds?name=gong.wav', struckTone());
    expect([status, content]).toEqual([200, { id: 'my-sounds.nrbank', name: 'gong', plays: 'gong' }]);
    expect(played[0].set).toMatchObject({ name: 'gong', provenance: { source: 'gong.wav', licence: 'not stated' } });
    const { f0 } = played[0].set.curves;
    expect(Math.abs(f0[10] - 220)).toBeLessThan(2);
    await send('/sounds?name=gong.wav', struckTone({ hertz: 330 }));
    expect(await names('my-sounds.nrbank')).toEqual(['gong', 'gong 2']);
    expect(files()).toEqual(['my-sounds.nrbank']);
  });

  it('put a sound into the bank that it is dropped on, under that bank’s licence', async () => {
    const id = await importHits();
    await send(`/sounds?name=gong.aiff&bank=${id}`, struckTone());
    expect(await names(id)).toEqual(['kick', 'snare', 'gong']);
    expect((await listing()).banks[1].sets[2]).toMatchObject({ licence: 'CC-BY 4.0', source: 'gong.aiff' });
  });

  it('play a set on either side', async () => {
    await post('/play', { id: 'factory', set: 'Bell', side: 'B' });
    expect(played.map(({ set, side }) => [set.name, side])).toEqual([['Bell', 'B']]);
  });

  it('are renamed, reordered, emptied and described, and every step can be taken back', async () => {
    const id = await importHits();
    const edit = (change: unknown) => post('/edit', { id, edit: change });
    await edit({ kind: 'rename-set', set: 'kick', to: 'thud' });
    await edit({ kind: 'move-set', set: 'thud', place: 1 });
    await edit({ kind: 'describe', name: 'Mine', author: null, licence: 'CC0' });
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
    expect(readFileSync(join(place.folder, id))).toEqual(hitsFile());
    await post('/undo');
    expect(files()).toEqual([]);
    expect(await post('/undo')).toMatchObject({ status: 422, content: { message: 'there is nothing to take back' } });
  });

  it('leave as the file that they came as', async () => {
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
  ])('refuse %s %j: nothing outside the folder of banks is reached', async (path, init) => {
    await importHits();
    const answer = await ask(path, init);
    expect(answer.status).toBe(422);
    expect(Object.keys(await read(answer))).toEqual(['message', 'remedy']);
    expect(files()).toEqual(['two-hits.nrbank']);
    expect(existsSync(place.factory)).toBe(true);
  });

  it.each(badBanks())(
    'refuse a bank that is %s, with the reason, and keep nothing of it',
    async (_what, bytes, reason) => {
      await importHits();
      const { status, content } = await send('/import?name=bad.nrbank', Uint8Array.from(bytes));
      expect(status).toBe(422);
      expect(content.message).toMatch(reason);
      expect(content.message).toMatch(/^bad\.nrbank is not a usable bank/);
      expect(content.remedy).toContain('get the bank again');
      expect(files()).toEqual(['two-hits.nrbank']);
    },
  );

  it('refuse text that is named as a sound, by its name', async () => {
    const { status, content } = await send('/sounds?name=words.wav', new TextEncoder().encode('only some words'));
    expect([status, content.message]).toEqual([422, expect.stringMatching(/^words\.wav: this is no WAV/)]);
    expect(files()).toEqual([]);
    expect(played).toEqual([]);
  });

  it('refuse a sound of two hours by its header, long before all of it has come', async () => {
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

  it('refuse what is larger than any sound by what its sender says, and read nothing of it', async () => {
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

  it('cut off a sender that never says how much there is, at the same size', async () => {
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

  it('keep nothing of a file whose sender breaks off', async () => {
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /banks/sounds?name=x HTTP/1.1\r\nhost: localhost:${port}\r\norigin: http://localhost:${port}\r\ncontent-length: 999\r\n\r\nRIFF`,
    );
    const incoming = join(place.folder, '.incoming');
    while (!existsSync(incoming) || readdirSync(incoming).length === 0) await new Promise(setImmediate);
    socket.destroy();
    while (readdirSync(incoming).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await read(await ask('/work'))).works).toEqual([]);
  });

  it('say that the disk is full, and leave the bank as it was', async () => {
    const id = await importHits();
    isFull = true;
    const { status, content } = await send(`/sounds?name=gong.wav&bank=${id}`, struckTone());
    expect([status, content.message]).toEqual([507, expect.stringContaining('the disk is full')]);
    expect(content.remedy).toContain('make room');
    expect(await names(id)).toEqual(HITS.sets.map(({ name }) => name));
    expect((await listing()).undoLabel).toBe('adding Two hits');
    expect(played).toEqual([]);
  });

  it('list a file of the folder that is no bank, with the reason, and all the others', async () => {
    mkdirSync(place.folder, { recursive: true });
    writeFileSync(join(place.folder, 'torn.nrbank'), 'x');
    await importHits();
    const { banks, unreadable: refused } = await listing();
    expect(banks).toHaveLength(2);
    expect(refused).toMatchObject([
      { file: 'torn.nrbank', message: expect.stringMatching(/^torn\.nrbank is no bank/) },
    ]);
  });

  it('list a shelf, look into a bank of it, and install it whole', async () => {
    const shelf = join(place.place, 'shelf');
    mkdirSync(shelf);
    writeFileSync(join(shelf, 'hits.nrbank'), hitsFile());
    writeFileSync(
      join(shelf, 'index.json'),
      JSON.stringify(await buildCatalogIndex([{ file: 'hits.nrbank', bytes: hitsFile() }])),
    );
    expect((await post('/shelf', { place: shelf })).content).toMatchObject([
      { name: 'Two hits', sets: ['kick', 'snare'] },
    ]);
    expect((await post('/preview', { place: shelf, file: 'hits.nrbank' })).content.sets[1].seconds).toBeCloseTo(
      0.174,
      3,
    );
    await post('/hear', { place: shelf, file: 'hits.nrbank', set: 'kick', side: 'A' });
    expect(played.map(({ set, side }) => [set.name, side])).toEqual([['kick', 'A']]);
    expect(existsSync(place.folder)).toBe(false);
    await post('/install', { place: shelf, file: 'hits.nrbank' });
    expect(readFileSync(join(place.folder, 'two-hits.nrbank'))).toEqual(hitsFile());
    writeFileSync(join(shelf, 'hits.nrbank'), Buffer.concat([hitsFile(), Buffer.of(0)]));
    expect(await post('/install', { place: shelf, file: 'hits.nrbank' })).toMatchObject({ status: 422 });
    expect(files()).toEqual(['two-hits.nrbank']);
  });

  it('count what changes, so that pages know when to look again', async () => {
    const { revision } = await read(await ask('/work'));
    await importHits();
    expect((await read(await ask('/work'))).revision).toBe(revision + 1);
  });
});
