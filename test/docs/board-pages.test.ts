import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const page = (board: string): string => read(`docs/boards/${board}.md`);
const BOARDS = readdirSync(join(ROOT, 'boards')).flatMap((name) => /^(.*)\.yaml$/.exec(name)?.[1] ?? []);

describe('the page of each board', () => {
  it.each(BOARDS)('%s has commands that check it, and what nobody has tried', (board) => {
    expect(page(board)).toMatch(/`[^`]*(npx |node |npm run |neurorack |ci\/)[^`]*`/);
    expect(page(board)).toMatch(/^Nobody has (run|tried)|[.] Nobody has (run|tried)/m);
  });

  it.each(BOARDS)('%s says which precision the board plays, with the reason and a command', (board) => {
    const { accelerator } = z
      .object({ accelerator: z.object({ precision: z.string() }) })
      .parse(parse(read(`boards/${board}.yaml`)));
    const played = accelerator.precision === 'fp32' ? 'float32' : accelerator.precision;
    const said = page(board).match(/^\| precision \|.*$|^The page plays in (?:.+\n)*/m)?.[0] ?? '';
    expect(said).toMatch(new RegExp(`^(\\| precision \\| |The page plays in )${played}\\b`));
    expect(said).toMatch(/`[^`]*(model check|--accelerator)[^`]*`/);
  });
});

describe('the page of a board', () => {
  it.each(['pi5-cpu', 'pi5-hailo8', 'pi5-hailo8l', 'pi5-hailo10h'])(
    '%s has the ways round the faults of a Pi 5, with their sources',
    (board) => {
      for (const source of ['raspberrypi/linux/issues/7320', 'raspberrypi/documentation/issues/4004'])
        expect(page(board)).toContain(source);
      expect(page(board)).toContain('alsa:hw:CARD=');
      expect(page(board)).toMatch(/usb_max_current_enable=1[^|]*\*\*only with a supply/i);
    },
  );

  it.each([
    ['pi5-hailo8', 'hailo_pci'],
    ['pi5-hailo8l', 'hailo_pci'],
    ['pi5-hailo10h', 'hailo1x_pci'],
  ])('%s has the remedies of its chip, and leaves PCIe 3 to the reader', (board, driver) => {
    expect(page(board)).toContain(`options ${driver} force_desc_page_size=4096`);
    expect(page(board)).toContain('32 networks');
    expect(page(board)).not.toMatch(/^dtparam=pciex1_gen=3/m);
    expect(page(board)).toContain('raspberrypi/rpi-eeprom/issues/531');
  });

  it('of a Jetson Nano has the two faults of its container, and the Dockerfile asks for all of JetPack', () => {
    expect(page('jetson-nano')).toContain('containerd/containerd/issues/6203');
    expect(read('targets/jetson-tensorrt/container/Dockerfile')).toMatch(
      /^ENV NVIDIA_REQUIRE_JETPACK=csv-mounts=all$/m,
    );
  });
});
