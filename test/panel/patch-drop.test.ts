import { describe, expect, it } from 'vitest';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { startPanelServer } from '../../src/panel/server.ts';
import { CHROMIUM, useBrowserBench } from './browser-bench.ts';

describe.skipIf(CHROMIUM === undefined)('a preset dropped on the page, in chromium (skipped without)', () => {
  const bench = useBrowserBench();

  /** A page whose instrument imports presets that are not empty. */
  async function openPage() {
    const received: [file: string, bytes: readonly number[]][] = [];
    await bench.server.close();
    bench.server = await startPanelServer({
      instrument: bench.fake.instrument,
      folder: bench.folder,
      port: 0,
      patches: {
        pack: async () => new Uint8Array(0),
        add: async (bytes, file) => {
          if (bytes.length === 0)
            throw new NeurorackError('bad-file', `${file} is cut off`, { remedy: 'send it again' });
          received.push([file, [...bytes]]);
          return { preset: 'Night', messages: ["the set 'Boom' is 'Boom (Night)' here"] };
        },
      },
    });
    const page = await bench.open(undefined, '#play');
    const drop = (name: string, bytes: readonly number[]): Promise<unknown> =>
      page.evaluate(`(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([Uint8Array.of(${bytes})], '${name}'));
        for (const type of ['dragover', 'drop'])
          document.querySelector('h1').dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      })()`);
    return { page, drop, received };
  }

  it('is imported, wherever it is dropped, and the drawer of presets says what it has become', async () => {
    const { page, drop, received } = await openPage();
    await drop('night.nrpatch', [1, 2, 3]);
    await page.getByText('night.nrpatch is the preset Night.').waitFor();
    await page.getByText("the set 'Boom' is 'Boom (Night)' here.").waitFor();
    await page.getByRole('tabpanel', { name: 'Presets' }).waitFor();
    expect(received).toEqual([['night.nrpatch', [1, 2, 3]]]);
    expect(bench.faults).toEqual([]);
  });

  it('is refused with the reason and the remedy', async () => {
    const { page, drop, received } = await openPage();
    await drop('NIGHT.NRPATCH', []);
    await page.getByText('NIGHT.NRPATCH is cut off: send it again.').waitFor();
    expect(received).toEqual([]);
  });
});
