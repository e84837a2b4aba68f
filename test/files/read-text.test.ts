import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { readYaml } from '../../src/board/yaml-file.ts';
import { readControlVoltage } from '../../src/cli/render/control-voltage.ts';
import { parsePerformance } from '../../src/control/performance/parse-performance.ts';
import { readText } from '../../src/files/read-text.ts';

/** Bytes of a text as editors save it, with a byte order mark or without. */
const ENCODINGS: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with a byte order mark', (text) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16, less significant byte first', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16, more significant byte first', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ['Windows-1252', (text) => Buffer.from(text, 'latin1')],
];

async function fileOf(bytes: Buffer): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'neurorack-text-')), 'text.csv');
  await writeFile(path, bytes);
  return path;
}

it.each(ENCODINGS)('a text in %s is read', async (_, encoded) => {
  expect(await readText(await fileOf(encoded('Trömmel\r\n')))).toBe('Trömmel\r\n');
});

it.each(ENCODINGS)(
  'voltages, a performance and a board file in %s, with the lines of Windows, are read',
  async (_, encoded) => {
    const given = await fileOf(encoded('seconds,volts\r\n# Lautstärke\r\n0,1\r\n2,3\r\n'));
    const volts = await readControlVoltage({ option: '--cv1', given, range: { low: 0, high: 5 } });
    expect([0, 1, 2].map(volts)).toEqual([1, 2, 3]);
    const performance = await readText(await fileOf(encoded('# Stück\r\n0 gate1 tap\r\n1 end\r\n')));
    expect(parsePerformance(performance, 'a.perf').endSeconds).toBe(1);
    const yaml = await fileOf(encoded('# Gerät\r\nname: x\r\n'));
    expect(await readYaml(yaml, z.object({ name: z.string() }))).toEqual({ name: 'x' });
  },
);
