import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { billOfMaterials } from '../../hardware/bom.ts';
import { readNetlist } from '../../hardware/netlist/read-netlist.ts';

const HARDWARE = join(import.meta.dirname, '../../hardware');

// UPDATE_DOCS=1 writes it again.
it('hardware/bom.csv has every part of the part list once, equal ones in a line', async () => {
  const netlist = await readNetlist(HARDWARE);
  const file = join(HARDWARE, 'bom.csv');
  const text = billOfMaterials(netlist);
  if (process.env.UPDATE_DOCS === '1') await writeFile(file, text);
  expect(await readFile(file, 'utf8')).toBe(text);
  const rows = text.trim().split('\n').slice(1);
  expect(rows.find((row) => row.includes('R101'))).toMatch(
    /^base,4,R101 R102 R103 R104,resistor,100k,R0805,0.1 %,RT0805BRD07100KL,b$/,
  );
  const refs = rows.flatMap((row) => row.split(',')[2].split(' '));
  const soldered = [...netlist.parts.values()].filter(({ kind }) => kind !== 'test-point').map(({ ref }) => ref);
  expect(refs.sort()).toEqual(soldered.sort());
});
