import { createState } from '../../../../src/state/state.ts';
import { createBrowserFileSystem } from '../../../../targets/browser/src/storage/browser-file-system.ts';
import { openIndexedDisk } from '../../../../targets/browser/src/storage/indexed-disk.ts';
import { createMemoryDisk } from '../../../../targets/browser/src/storage/memory-disk.ts';
import { createHash } from '../../../../targets/browser/src/storage/node/crypto.ts';
import { openDisk } from '../../../../targets/browser/src/storage/open-disk.ts';
import { FILE_SYSTEM_CASES } from '../../../conformance/file-system-cases.ts';
import { DEFAULTS, MUSICAL, NEW, OLD } from '../../../state/example-settings.ts';

/** A Worker for tests: each message names what to do, and is answered with JSON. */
const JOBS: Readonly<Record<string, () => Promise<unknown>>> = {
  indexed: async () => faultsOf(createBrowserFileSystem(await openIndexedDisk('conformance'))),
  memory: () => faultsOf(createBrowserFileSystem(createMemoryDisk())),
  save: async () => {
    const { settings, presets } = await state();
    return [await settings.save(OLD), await settings.save(NEW), await presets.save('soft', MUSICAL)];
  },
  read: async () => {
    const { settings, presets } = await state();
    const { content } = await settings.read();
    const { names } = await presets.list();
    return { content, names };
  },
  damage: async () => {
    const { disk } = await openDisk('state');
    await disk.write('/home/settings.json', Uint8Array.of(1, 2, 3));
    const { content, messages } = await (await state()).settings.read();
    return { content, messages, files: await disk.list('/home') };
  },
  kind: async () => (await openDisk('state')).isPersistent,
  hash: async () =>
    [0, 1, 55, 56, 64, 1000].map((length) =>
      createHash('sha256').update(new Uint8Array(length).fill(97)).digest('hex'),
    ),
};

addEventListener('message', ({ data }: MessageEvent<string>) => {
  JOBS[data]?.().then(
    (result) => postMessage(JSON.stringify({ result })),
    (error: unknown) => postMessage(JSON.stringify({ error: String(error) })),
  );
});

async function state() {
  const { disk } = await openDisk('state');
  return createState({ home: '/home', defaults: DEFAULTS, fs: createBrowserFileSystem(disk) });
}

async function faultsOf(fs: ReturnType<typeof createBrowserFileSystem>): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [n, { title, check }] of FILE_SYSTEM_CASES.entries()) {
    await check(fs, `/home-${n}`).catch((error: unknown) => faults.push(`${title}: ${String(error)}`));
  }
  return [`${FILE_SYSTEM_CASES.length} cases`, ...faults];
}
