import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { boardIds, loadBoard } from '../../src/board/board.ts';
import { boardPackages } from '../../src/board/board-packages.ts';
import { boardSchema, panelSchema } from '../../src/board/board-schema.ts';
import { recognise } from '../../src/board/recognise.ts';
import { namedErrorOf } from '../../testing/named-error.ts';

const BOARDS = join(import.meta.dirname, '../../boards');

/** GPIO lines of the header pins, in the kernel's or the vendor's numbering: a second copy of the table in hardware.md, on purpose. */
const LINES: Readonly<Record<string, readonly number[]>> = {
  'jetson-nano': [216, 50, 14, 194, 232, 15, 13, 149, 200, 168, 38, 51, 12],
  'jetson-orin-nano': [144, 112, 122, 85, 126, 125, 123, 105, 106, 41, 43, 113, 124],
  'pi5-hailo8': [4, 17, 27, 22, 23, 24, 25, 5, 6, 12, 13, 16, 26],
};

const all = async () => Promise.all((await boardIds(BOARDS)).map((id) => loadBoard(BOARDS, id)));

describe('the board files', () => {
  it('all load, and each has the buses and pins that its panel uses', async () => {
    const ids = await boardIds(BOARDS);
    expect((await all()).map(({ id }) => id)).toEqual(ids);
    expect(ids).toEqual(expect.arrayContaining(['host', 'virtual']));
  });

  it('are all marked never-run, except the host, a web page and the virtual board', async () => {
    for (const { id, evidence } of await all())
      expect.soft(evidence, id).toBe({ host: 'measured', browser: 'measured', virtual: 'virtual' }[id] ?? 'never-run');
  });

  it.each(Object.entries(LINES))('%s lists the GPIO line of each header pin', async (id, lines) => {
    const { gpio } = await loadBoard(BOARDS, id);
    const pins = [7, 11, 13, 15, 16, 18, 22, 29, 31, 32, 33, 36, 37];
    expect(pins.map((pin) => gpio?.pins[String(pin)])).toEqual(lines);
  });

  it('match boards/*.schema.json, which are generated from the schema in the code', async () => {
    const ajv = new Ajv2020({ strict: false });
    for (const [name, schema, files] of [
      ['board', boardSchema, (await boardIds(BOARDS)).map((id) => `${id}.yaml`)],
      ['panel', panelSchema, ['panel/neurorack-v1.yaml']],
    ] as const) {
      const stored = JSON.parse(await readFile(join(BOARDS, `${name}.schema.json`), 'utf8'));
      expect(stored).toEqual(z.toJSONSchema(schema, { io: 'input' }));
      const validate = ajv.compile(stored);
      for (const file of files) {
        const content = parse(await readFile(join(BOARDS, file), 'utf8'));
        expect
          .soft(validate(JSON.parse(JSON.stringify(content))), `${file}: ${JSON.stringify(validate.errors)}`)
          .toBe(true);
      }
    }
  });
});

describe('recognise', () => {
  it.each([
    ['Raspberry Pi 5 Model B Rev 1.0\0', ['pi5-cpu', 'pi5-hailo10h', 'pi5-hailo8', 'pi5-hailo8l']],
    ['Raspberry Pi 4 Model B Rev 1.5\0', ['pi4-cpu']],
    ['NVIDIA Jetson Nano Developer Kit\0', ['jetson-nano']],
    ['NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super\0', ['jetson-orin-nano']],
    ['neurorack virtual board 1', ['virtual']],
    ['Raspberry Pi 3 Model B Plus Rev 1.3', []],
    ['', []],
  ])('finds the boards of the device-tree model %j', async (model, ids) => {
    expect(recognise(model, await all()).map(({ id }) => id)).toEqual(ids);
  });
});

describe('boardPackages', () => {
  it.each([
    ['nothing more', {}, ['koffi']],
    ['i2c: i2c-bus', { i2c: 'i2c-bus' }, ['koffi', 'i2c-bus']],
    ['gpio.driver: rpio', { gpio: { driver: 'rpio', chip: 'pinctrl-bcm2711', pins: {} } }, ['koffi', 'rpio']],
  ] as const)('lists the native packages of the drivers of a board file with %s', (_, board, packages) => {
    expect(boardPackages(board)).toEqual(packages);
  });
});

describe('an error in a board file', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'neurorack-boards-'));
    await cp(BOARDS, folder, { recursive: true });
  });

  async function faultOf(file: string, from: string | RegExp, to: string, id = 'pi5-hailo8'): Promise<string> {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    await writeFile(path, changed);
    const error = await namedErrorOf(() => loadBoard(folder, id));
    expect(error.kind).toBe('bad-config');
    return error.message.replace(`${folder}/`, '');
  }

  it('is reported with file, line, column and field', async () => {
    expect(await faultOf('pi5-hailo8.yaml', 'hailo8, precision', 'hailo9, precision')).toMatch(
      /^pi5-hailo8\.yaml:12:31: accelerator\.device: /,
    );
  });

  it('is reported for i2c-bus with a panel whose display has a thread of its own', async () => {
    expect(await faultOf('pi5-hailo8.yaml', 'buses:', 'i2c: i2c-bus\nbuses:')).toBe(
      'pi5-hailo8.yaml: i2c: i2c-bus serves one thread, and the display of the panel neurorack-v1 has its own',
    );
  });

  it('in YAML syntax is reported with its line', async () => {
    expect(await faultOf('pi5-hailo8.yaml', "['Raspberry Pi 5*'", "['Raspberry Pi 5*")).toMatch(
      /^pi5-hailo8\.yaml:\d+:\d+: /,
    );
  });

  it('is reported for an unknown, a missing and an invalid field', async () => {
    expect(await faultOf('pi5-hailo8.yaml', 'audio:', 'sound:')).toMatch(
      /^pi5-hailo8\.yaml:13:1: sound: Unrecognized key/,
    );
    expect(await faultOf('pi4-cpu.yaml', /^target.*\n/m, '', 'pi4-cpu')).toMatch(/^pi4-cpu\.yaml:1:1: target: /);
    expect(await faultOf('host.yaml', 'evidence: measured', 'evidence: sure', 'host')).toMatch(
      /^host\.yaml:3:1: evidence: /,
    );
  });

  it('is reported where the board lacks a bus or pin of its panel, or the panel uses a pin twice', async () => {
    expect(await faultOf('pi5-hailo8.yaml', '{ panel: 1 }', '{ other: 1 }')).toBe(
      "pi5-hailo8.yaml: buses lacks 'panel', which the panel neurorack-v1 uses",
    );
    expect(await faultOf('pi5-cpu.yaml', '29: 5, ', '', 'pi5-cpu')).toBe(
      'pi5-cpu.yaml: gpio.pins lacks pin 29, which the panel neurorack-v1 uses for gate1',
    );
    expect(await faultOf('panel/neurorack-v1.yaml', 'pin: 31', 'pin: 29', 'pi4-cpu')).toBe(
      'pi4-cpu.yaml: the panel neurorack-v1 uses pin 29 for gate1 and for gate2',
    );
  });

  it.each([
    [
      'jacks: [0, 1, 2, 3]',
      'jacks: [0, 1, 2, 3, 4]',
      'cv.jacks: the instrument has 4 CV jacks (cv1, cv2, cv3, cv4), no more',
    ],
    [
      '    - { name: gate2, pin: 31 }',
      '    - { name: gate2, pin: 31 }\n    - { name: gate3, pin: 33 }',
      'gates.jacks: the instrument has 2 gate jacks (gate1, gate2), no more',
    ],
  ])('refuses a panel with more jacks than the instrument has: %s', async (from, to, words) => {
    const message = await faultOf('panel/neurorack-v1.yaml', from, to);
    expect(message).toMatch(/^panel\/neurorack-v1\.yaml:\d+:3: /);
    expect(message).toContain(words);
  });

  it('is reported for a panel that uses an I2S pin', async () => {
    expect(await faultOf('panel/neurorack-v1.yaml', 'pin: 31', 'pin: 35')).toMatch(
      /^panel\/neurorack-v1\.yaml:19:22: gates\.jacks\.1\.pin: /,
    );
  });

  it('is a usage error for an unknown board id, and lists the ids', async () => {
    const error = await namedErrorOf(() => loadBoard(folder, 'pi6'));
    expect([error.kind, error.message]).toEqual(['usage', "there is no board 'pi6'"]);
    expect(error.remedy).toContain('pi5-hailo8');
  });
});
