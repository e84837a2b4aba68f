import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { boardsFileSchema } from '../../ci/lab/boards-file.ts';
import { readScene } from '../../ci/virtual-board/test-bench/scene.ts';
import { boardSchema, panelSchema } from '../../src/board/board-schema.ts';
import { parseYaml } from '../../src/board/yaml-file.ts';
import { readResult } from '../../src/cli/compare/read-result.ts';
import { thresholdsSchema } from '../../src/cli/compare/thresholds.ts';
import { readControlVoltage } from '../../src/cli/render/control-voltage.ts';
import { NeurorackError } from '../../src/contracts/errors.ts';
import { readMappingFile, writeMappingFile } from '../../src/control/midi/mapping-file.ts';
import { DEFAULT_MIDI_MAPPING } from '../../src/control/midi/midi-mapping.ts';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { listSounds } from '../../src/descriptors/bank/sound-folder.ts';
import { namedErrorOf } from '../../testing/named-error.ts';
import { damaged, damagedText, failure, numbersFrom, seeds } from './seeds.ts';

/** CPU time of a parser for some kilobytes, µs: a hang, not a slow computer. */
const MAX_CPU_US = 1_000_000;
const ROOT = join(import.meta.dirname, '../..');
const folder = await mkdtemp(join(tmpdir(), 'neurorack-fuzz-'));
await writeFile(join(folder, 'kick.wav'), '');
const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

/** Writes the text to a file of the folder; the file's path. */
async function written(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

const yaml =
  (schema: z.ZodType) =>
  (text: string): unknown =>
    parseYaml(text, 'x.yaml', schema);

const provenance = {
  'kick.wav': {
    source: 'a drum',
    author: 'me',
    licence: 'CC0',

    name: 'kick',
    pitchOctaves: 1,
  },
};

interface Format {
  readonly name: string;
  readonly valid: string;
  readonly parse: (text: string) => unknown;
}

const FORMATS: readonly Format[] = [
  {
    name: 'a performance',
    valid: `${await read('docs/performances/first-steps.perf')}\n1 cv2 sine 2Hz 0..5 for 3\n+1 cv1 -> 5 in 2\n9 long-push`,
    parse: (text) => parsePerformance(text, 'x.perf'),
  },
  {
    name: 'a mapping of MIDI',
    valid: writeMappingFile(DEFAULT_MIDI_MAPPING),
    parse: (text) => readMappingFile(text, 'midi.json'),
  },
  {
    name: 'provenance.json',
    valid: JSON.stringify(provenance),
    parse: async (text) => {
      await written('provenance.json', text);
      return listSounds(folder, 'CC0');
    },
  },
  {
    name: 'voltages as CSV',
    valid: 'seconds,volts\n0,0\n0.5,5\n1e0,-2.5\r\n# comment\n2,4\n',
    parse: async (text) => {
      const given = await written('x.csv', text);
      const voltage = await readControlVoltage({ option: '--cv1', given, range: { low: -5, high: 5 } });
      for (const seconds of [0, 0.25, 1, 1e9]) expect(voltage(seconds)).toBeGreaterThanOrEqual(-5);
    },
  },
  { name: 'a board', valid: await read('boards/pi5-hailo8.yaml'), parse: yaml(boardSchema) },
  { name: 'a panel', valid: await read('boards/panel/neurorack-v1.yaml'), parse: yaml(panelSchema) },
  { name: 'thresholds', valid: await read('ci/bench/thresholds.yaml'), parse: yaml(thresholdsSchema) },
  { name: 'boards of a lab', valid: await read('ci/lab/boards.example.yaml'), parse: yaml(boardsFileSchema) },
  {
    name: 'a scene',
    valid: await read('ci/virtual-board/scenes/chips-fail.yaml'),
    parse: (text) => readScene(parseYaml(text, 'x.yaml', z.unknown()), 'x.yaml'),
  },
  {
    name: 'a bench result',
    valid: await read('test/fixtures/bench/host-1.json'),
    parse: async (text) => readResult(await written('x.json', text)),
  },
];

it.each(FORMATS)('$name: valid text is read', async ({ parse, valid }) => {
  await parse(valid);
});

it.each(FORMATS)('$name: mutated text is read or refused by name, in bounded time', async ({ parse, valid }) => {
  let refused = 0;
  for (const seed of seeds({ short: 300, nightly: 5000 })) {
    const below = numbersFrom(seed);
    const text = below(5) === 0 ? damaged(Buffer.from(valid), below).toString() : damagedText(valid, below);
    const before = process.cpuUsage();
    try {
      await parse(text);
    } catch (error) {
      if (!(error instanceof NeurorackError) || error.remedy === '') throw failure(seed, 'an unexpected error', error);
      refused++;
    }
    const { user } = process.cpuUsage(before);
    if (user > MAX_CPU_US) throw failure(seed, `${user} µs of CPU time`);
  }
  if (process.env.FUZZ_SEED === undefined) expect(refused).toBeGreaterThan(50);
});

const deep = (open: string, close: string, depth = 100_000): string => open.repeat(depth) + close.repeat(depth);
/** Ten aliases of ten aliases …: 10^8 items. */
const laughs = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]']
  .concat(Array.from({ length: 7 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join()}]`))
  .join('\n');

it.each<[string, string]>([
  ['aliases of aliases', laughs],
  ['an alias without an anchor', 'id: *nothing'],
  ...[100, 500, 1000, 2000, 4000, 8000, 16_000, 60_000, 100_000].map((depth): [string, string] => [
    `${depth} lists within lists`,
    deep('[', ']', depth),
  ]),
  ['maps within maps', deep('{a: ', '}')],
  ['a key that is a map', '? {a: b}\n: c'],
  ['a list of its own', '&a [*a]'],
  ['two documents', 'a: 1\n---\nb: 2'],
])('YAML is refused by name: %s', async (_, text) => {
  const error = await namedErrorOf(() => parseYaml(text, 'x.yaml', boardSchema));
  expect(error).toMatchObject({ kind: 'bad-config', message: expect.stringContaining('x.yaml') });
});

it.each(FORMATS.filter(({ valid }) => valid.startsWith('{')))(
  '$name: lists within lists are refused by name',
  async ({ parse }) => {
    for (const text of [deep('[', ']'), deep('{"a":', '}').replace(':}', ':1}')]) {
      expect((await namedErrorOf(() => parse(text))).remedy).not.toBe('');
    }
  },
);
