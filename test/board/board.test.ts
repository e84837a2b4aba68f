import { cp, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { boardIds, loadBoard } from '../../src/board/board.ts';
import { boardPackages } from '../../src/board/board-packages.ts';
import { readPrices } from '../../src/board/board-prices.ts';
import { boardSchema, panelSchema } from '../../src/board/board-schema.ts';
import { isForModel, recognise } from '../../src/board/recognise.ts';
import { readResult } from '../../src/cli/compare/read-result.ts';
import { namedErrorOf } from '../../testing/named-error.ts';

const BOARDS = join(import.meta.dirname, '../../boards');
const RECORDS = join(import.meta.dirname, '../../docs/boards/measured');
const TARGETS = join(import.meta.dirname, '../../targets');
const SOURCES = join(import.meta.dirname, '../../src');

/** GPIO lines of the header pins, in the kernel's or the vendor's numbering: a second copy of the table in hardware.md, on purpose. */
const LINES: Readonly<Record<string, readonly number[]>> = {
  'jetson-nano': [216, 50, 14, 194, 232, 15, 13, 149, 200, 168, 38, 51, 12],
  'jetson-orin-nano': [144, 112, 122, 85, 126, 125, 123, 105, 106, 41, 43, 113, 124],
  'pi5-hailo8': [4, 17, 27, 22, 23, 24, 25, 5, 6, 12, 13, 16, 26],
};

const all = async () => Promise.all((await boardIds(BOARDS)).map((id) => loadBoard(BOARDS, id, TARGETS)));

describe('the board files', () => {
  it('all load, and each has the buses and pins that its panel uses', async () => {
    const ids = await boardIds(BOARDS);
    expect((await all()).map(({ id }) => id)).toEqual(ids);
    expect(ids).toEqual(expect.arrayContaining(['host', 'virtual']));
  });

  // The host and a web page are measured by this project's tests and benches; the record of another board is what `neurorack bench` wrote on it.
  it('are marked measured with a record of that board alone, docs/boards/measured/<id>.json', async () => {
    for (const { id, evidence } of await all()) {
      if (evidence !== 'measured' || id === 'host' || id === 'browser') continue;
      const { result } = await readResult(join(RECORDS, `${id}.json`));
      expect.soft(result.identity.board, id).toBe(id);
    }
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
      ['panel', panelSchema, (await boardIds(join(BOARDS, 'panel'))).map((id) => `panel/${id}.yaml`)],
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

/** Boards of this repository by device-tree models; another board may have the same model. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'Raspberry Pi 5 Model B Rev 1.0\0': ['pi5-cpu', 'pi5-hailo10h', 'pi5-hailo8', 'pi5-hailo8l'],
  'Raspberry Pi 4 Model B Rev 1.5\0': ['pi4-cpu'],
  'NVIDIA Jetson Nano Developer Kit\0': ['jetson-nano'],
  'NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super\0': ['jetson-orin-nano'],
  'neurorack virtual board 1': ['virtual'],
  'Raspberry Pi 3 Model B Plus Rev 1.3': [],
  '': [],
};

describe('prices', () => {
  it('are those of the board files: class, month and source, or unknown', async () => {
    const prices = await readPrices(BOARDS);
    expect([...prices.keys()]).toEqual(expect.arrayContaining(['pi5-cpu', 'jetson-nano']));
    expect(prices.has('host')).toBe(false);
    for (const [id, price] of prices)
      if (price.class !== 'unknown' && price.class !== 'no longer made')
        expect
          .soft([price.at, price.source], id)
          .toEqual([expect.stringMatching(/^20\d\d-\d\d$/), expect.stringMatching(/^https:/)]);
  });
});

describe('the code of src', () => {
  it('names boards in examples of commands alone: what is special about a board is in its file', async () => {
    const ids = (await boardIds(BOARDS)).filter((id) => id.includes('-'));
    const names = await readdir(SOURCES, { recursive: true });
    for (const name of names.filter((one) => one.endsWith('.ts')))
      for (const line of (await readFile(join(SOURCES, name), 'utf8')).split('\n'))
        if (ids.some((id) => line.includes(id))) expect.soft(line, name).toMatch(/'neurorack (deploy|doctor) /);
  });
});

describe('recognise', () => {
  it.each(Object.entries(KNOWN))('finds the boards of the device-tree model %j', async (model, ids) => {
    const shipped = new Set(Object.values(KNOWN).flat());
    const found = recognise(model, await all()).map(({ id }) => id);
    expect(found.filter((id) => shipped.has(id))).toEqual(ids);
  });

  it('finds each board of the folder by a model of its own file, and an odd pattern literally', async () => {
    for (const board of await all())
      for (const pattern of board.recognise)
        expect.soft(recognise(pattern.replaceAll('*', ' rev 1.0'), await all())).toContainEqual(board);
    const board = { recognise: ['Board (v1)*A'] };
    expect([recognise('Board (v1) x A\0', [board]), recognise('Board (v1) x AB', [board])]).toEqual([[board], []]);
  });
});

describe('isForModel', () => {
  it.each([
    ['Raspberry Pi 5*', true],
    ['Raspberry Pi 5 Model B Rev 1.0', true],
    ['Raspberry Pi Compute Module 5*', true],
    ['Raspberry Pi 4*', false],
    ['A Raspberry Pi 5*', false],
    ['*', false],
  ])('compares the pattern %j of a board file with models, by the matcher of recognise', (own, expected) => {
    const models = ['Raspberry Pi 5*', 'Raspberry Pi Compute Module 5*'];
    expect(isForModel({ recognise: [own] }, models)).toBe(expected);
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
    const error = await namedErrorOf(() => loadBoard(folder, id, TARGETS));
    expect(error.kind).toBe('bad-config');
    return error.message.replace(`${folder}/`, '');
  }

  it('is reported with file, line, column and field', async () => {
    expect(await faultOf('pi5-hailo8.yaml', 'hailo8, precision', 'hailo9, precision')).toMatch(
      /^pi5-hailo8\.yaml:12:31: accelerator\.device: /,
    );
  });

  it('is reported for a price without its month or its source', async () => {
    const fault = (line: string) => faultOf('pi5-hailo8.yaml', /^price: .*$/m, line);
    expect(await fault('price: { class: under 100 $, at: 2026-01 }')).toMatch(
      /^pi5-hailo8\.yaml:\d+:\d+: price\.source: is missing.*'unknown'/,
    );
    expect(await fault('price: { class: under 100 $, at: last year, source: x }')).toMatch(
      /price\.at: expected a month/,
    );
  });

  it('is reported for i2c-bus with a panel whose display has a thread of its own', async () => {
    expect(await faultOf('pi5-hailo8.yaml', 'buses:', 'i2c: i2c-bus\nbuses:')).toBe(
      'pi5-hailo8.yaml:8:1: i2c: i2c-bus serves one thread, and the display of the panel neurorack-v1 has its own',
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
      "pi5-hailo8.yaml:8:1: buses: lacks 'panel', which the panel neurorack-v1 uses",
    );
    expect(await faultOf('pi5-cpu.yaml', '29: 5, ', '', 'pi5-cpu')).toBe(
      'pi5-cpu.yaml:11:3: gpio.pins: lacks pin 29, which the panel neurorack-v1 uses for gate1',
    );
    expect(await faultOf('panel/neurorack-v1.yaml', 'pin: 31', 'pin: 29', 'pi4-cpu')).toBe(
      'panel/neurorack-v1.yaml:20:22: gates.jacks.1.pin: pin 29 is used for gate1 already',
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

  it.each([
    ['pin: 31', 'pin: 16', '26:11: knob.pins.a: pin 16 is used for gate2 already'],
    ['address: 0x3c', 'address: 0x48', '31:3: display.address: 0x48 is no address of a ssd1306'],
    ['jacks: [0, 1, 2, 3]', 'jacks: [0, 1, 2, 4]', '11:20: cv.jacks.3: an ads1015 has the inputs 0 to 3, and no 4'],
    ['jacks: [0, 1, 2, 3]', 'jacks: [0, 1, 2, 1]', '11:20: cv.jacks.3: input 1 is CV 2 already'],
    ['address: 0x48', 'address: 0x4c', '9:3: cv.address: 0x4c is no address of an ads1015'],
    ['Volts: 4.096', 'Volts: 5', '10:3: cv.fullScaleVolts: an ads1015 has no full scale of 5 V'],
    ['adc: ads1015', 'adc: mcp3208', '9:3: cv.address: an mcp3208 is on SPI and has no address'],
    [
      'slope: 0.15',
      'slope: 0.33',
      '13:3: cv.frontEnd: -10 V at the jack are 4.95 V at the pin, outside the supply of 0 to 3.3 V',
    ],
    [
      'Volts: 4.096',
      'Volts: 2.048',
      '13:3: cv.frontEnd: -10 V at the jack are 3.15 V at the pin, above the full scale of 2.048 V',
    ],
  ])('is reported for wiring that no chip has: %s as %s', async (from, to, message) => {
    expect(await faultOf('panel/neurorack-v1.yaml', from, to)).toMatch(`panel/neurorack-v1.yaml:${message}`);
  });

  it('is reported for two chips of one address on a bus, whatever names the bus has', async () => {
    const expander = 'knob:\n  kind: io-expander\n  bus: other\n  address: 0x3c\n';
    const panel = join(folder, 'panel/neurorack-v1.yaml');
    await writeFile(panel, (await readFile(panel, 'utf8')).replace(/knob:\n( .*\n)+/, expander));
    expect(await faultOf('pi5-cpu.yaml', '{ panel: 1 }', '{ panel: 1, other: 1 }', 'pi5-cpu')).toMatch(
      /^panel\/neurorack-v1\.yaml:\d+:3: display\.address: 0x3c is the address of the expander on the same bus$/,
    );
    await writeFile(
      join(folder, 'pi4-cpu.yaml'),
      (await readFile(join(folder, 'pi4-cpu.yaml'), 'utf8')).replace('{ panel: 1 }', '{ panel: 1, other: 3 }'),
    );
    await expect(loadBoard(folder, 'pi4-cpu', TARGETS)).resolves.toMatchObject({ buses: { other: 3 } });
  });

  it.each([
    ['7: 4, 11: 17', '7: 17, 11: 17', '11:18: gpio.pins.11: line 17 is that of pin 7 already'],
    [
      'kind: onnxruntime',
      'kind: tensorrt',
      "12:16: accelerator.kind: 'tensorrt': the target linux-cpu has onnxruntime",
    ],
    [
      'precision: fp32',
      'precision: int8',
      "12:35: accelerator.precision: 'int8': the target linux-cpu has fp32, int16",
    ],
    [
      'precision: fp32',
      'device: hailo8, precision: fp32',
      "12:35: accelerator.device: 'hailo8': the target linux-cpu has none",
    ],
    ['44100', '48000', '13:45: audio.sampleRate: the instrument plays at 44100 Hz'],
    ['target: linux-cpu', 'target: linux-cup', "4:1: target: there is no target 'linux-cup'"],
  ])('is reported for a board that does not fit its target: %s as %s', async (from, to, message) => {
    expect(await faultOf('pi5-cpu.yaml', from, to, 'pi5-cpu')).toContain(`pi5-cpu.yaml:${message}`);
  });

  it('lists the targets for one that is misspelt', async () => {
    const path = join(folder, 'pi5-cpu.yaml');
    await writeFile(path, (await readFile(path, 'utf8')).replace('linux-cpu', 'linux-cup'));
    const { remedy } = await namedErrorOf(() => loadBoard(folder, 'pi5-cpu', TARGETS));
    expect(remedy).toMatch(/^use one of .*host, .*linux-cpu, .*pi-hailo.*;/);
  });

  it('is reported for a panel that uses an I2S pin', async () => {
    expect(await faultOf('panel/neurorack-v1.yaml', 'pin: 31', 'pin: 35')).toMatch(
      /^panel\/neurorack-v1\.yaml:20:22: gates\.jacks\.1\.pin: /,
    );
  });

  it('is a usage error for an unknown board id, and lists the ids', async () => {
    const error = await namedErrorOf(() => loadBoard(folder, 'pi6'));
    expect([error.kind, error.message]).toEqual(['usage', "there is no board 'pi6'"]);
    expect(error.remedy).toContain('pi5-hailo8');
  });
});
