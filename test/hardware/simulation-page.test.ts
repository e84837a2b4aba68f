import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Netlist, readNetlist } from '../../hardware/netlist/read-netlist.ts';
import { bringUpTable, testPoints } from '../../hardware/sim/bring-up.ts';
import { openSpice, type Spice } from '../../hardware/sim/engine.ts';
import { jackResponse } from '../../hardware/sim/front-end.ts';
import { pulses } from '../../hardware/sim/gates.ts';
import { plot } from '../../hardware/sim/plot.ts';
import { simulationTable } from '../../hardware/sim/report.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/hardware.md');
const BRING_UP = ['   <!-- bring-up -->\n', '   <!-- /bring-up -->'] as const;
const [OPEN, CLOSE] = ['<!-- simulation -->\n', '\n<!-- /simulation -->'];

// UPDATE_DOCS=1 writes table and plots again.
describe('docs/hardware.md', () => {
  let spice: Spice;
  let netlist: Netlist;
  beforeAll(async () => {
    [spice, netlist] = await Promise.all([openSpice(), readNetlist(join(ROOT, 'hardware'))]);
  });

  it('has the figures of the simulation', async () => {
    const text = await readFile(PAGE, 'utf8');
    const [from, to] = [text.indexOf(OPEN) + OPEN.length, text.indexOf(CLOSE)];
    const table = await simulationTable(spice, netlist);
    if (process.env.UPDATE_DOCS === '1') await writeFile(PAGE, text.slice(0, from) + table + text.slice(to));
    else expect(text.slice(from, to)).toBe(table);
  });

  it('has the volts of the test points as simulated, each between its limits', async () => {
    const text = await readFile(PAGE, 'utf8');
    const [from, to] = [text.indexOf(BRING_UP[0]) + BRING_UP[0].length, text.indexOf(BRING_UP[1])];
    const table = await bringUpTable(spice, netlist);
    if (process.env.UPDATE_DOCS === '1') await writeFile(PAGE, `${text.slice(0, from)}${table}\n${text.slice(to)}`);
    else expect(text.slice(from, to)).toBe(`${table}\n`);
    for (const { point, simulated, allowed } of await testPoints(spice, netlist)) {
      expect(simulated, point).toBeGreaterThanOrEqual(allowed[0]);
      expect(simulated, point).toBeLessThanOrEqual(allowed[1]);
    }
  });

  it('shows the filter of a CV jack as simulated', async () => {
    const response = await jackResponse(spice, netlist);
    const decibels = (response.get('v(ain0)') ?? []).map((amplitude) => 20 * Math.log10(amplitude));
    const curve = { name: '1 V at the jack', colour: '#06c', x: response.get('frequency') ?? [], y: decibels };
    const x = { title: 'Hz', grid: [1, 10, 100, 1000, 10000], isLogarithmic: true };
    await isPicture(
      'hardware-filter.svg',
      plot('Filter of a CV jack', x, { title: 'dB', grid: [-60, -50, -40, -30, -20, -10] }, [curve]),
    );
  });

  it('shows a gate on the header of a Jetson as simulated, with the stage of before', async () => {
    const [before, now] = [await pulses(spice, 'transistor', 'jetson'), await pulses(spice, netlist, 'jetson')];
    const x = { title: 'ms', grid: [0, 1, 2, 3, 4, 5] };
    const milliseconds = (curves: typeof now): number[] => (curves.get('time') ?? []).map((time) => time * 1000);
    const curveOf = (name: string, colour: string, curves: typeof now, node: string) => ({
      ...{ name, colour, x: milliseconds(curves), y: [...(curves.get(node) ?? [])] },
    });
    const drawn = plot('A gate on a Jetson’s header', x, { title: 'V', grid: [0, 1, 2, 3, 4, 5] }, [
      curveOf('jack', '#999', now, 'v(gate1)'),
      curveOf('line: 74LVC14A', '#06c', now, 'v(gate1_line)'),
      curveOf('line: transistor, 10 kΩ', '#c30', before, 'v(gate1_line)'),
    ]);
    await isPicture('hardware-gate.svg', drawn);
  });
});

async function isPicture(name: string, drawn: string): Promise<void> {
  const file = join(ROOT, 'docs/pictures', name);
  if (process.env.UPDATE_DOCS === '1') await writeFile(file, drawn);
  expect(await readFile(file, 'utf8')).toBe(drawn);
}
