import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSchematic } from '../../hardware/kicad/read-schematic.ts';
import { kicadSchematic } from '../../hardware/kicad/schematic.ts';
import { type Netlist, readNetlist } from '../../hardware/netlist/read-netlist.ts';
import { partOf } from '../../hardware/netlist/trace.ts';

const HARDWARE = join(import.meta.dirname, '../../hardware');
const FILE = join(HARDWARE, 'kicad/neurorack.kicad_sch');

/** Pins of nets.yaml by number, as a schematic has them. */
function numbered(netlist: Netlist, pins: readonly string[]): string[] {
  return pins.map((pin) => {
    const [part, name] = partOf(netlist, pin);
    return `${part?.ref}.${part?.pins.get(name)}`;
  });
}

const sorted = (pins: readonly string[] | undefined): string[] => [...(pins ?? [])].sort();

describe('the KiCad schematic', () => {
  // UPDATE_DOCS=1 writes it again.
  it('is that of the netlist', async () => {
    const drawn = kicadSchematic(await readNetlist(HARDWARE));
    if (process.env.UPDATE_DOCS === '1') await writeFile(FILE, drawn);
    expect(await readFile(FILE, 'utf8')).toBe(drawn);
    expect(drawn).toContain('Never fabricated');
  });

  it('has the parts and the nets of the netlist, read by the coordinates of its pins and labels', async () => {
    const netlist = await readNetlist(HARDWARE);
    const { parts, nets, open } = readSchematic(await readFile(FILE, 'utf8'));
    expect(sorted(parts)).toEqual(sorted([...netlist.parts.keys()]));
    expect(sorted([...nets.keys()])).toEqual(sorted([...netlist.nets.keys()]));
    for (const [net, pins] of netlist.nets) expect(sorted(nets.get(net)), net).toEqual(sorted(numbered(netlist, pins)));
    expect(sorted(open)).toEqual(sorted(numbered(netlist, netlist.open)));
  });

  it('makes a moved label an error, and a net that was renamed a difference', async () => {
    const text = await readFile(FILE, 'utf8');
    const [label, x] = /global_label "VREF" \(shape passive\) \(at ([\d.]+)/.exec(text) ?? [];
    const moved = text.replace(String(label), String(label).replace(String(x), String(Number(x) + 1.27)));
    expect(() => readSchematic(moved)).toThrow(/VREF at .* is at no pin/);
    const renamed = text.replace('global_label "GATE1_LINE"', 'global_label "GATE2_LINE"');
    expect(readSchematic(renamed).nets.get('GATE2_LINE')).toHaveLength(3);
    expect(() => readSchematic(text.slice(0, -4))).toThrow(/bracket/);
  });

  it('has a project in which a conflict of nets is an error', async () => {
    const project = JSON.parse(await readFile(join(HARDWARE, 'kicad/neurorack.kicad_pro'), 'utf8'));
    expect(project.board.design_settings.rule_severities).toMatchObject({
      net_conflict: 'error',
      missing_footprint: 'error',
    });
  });
});
