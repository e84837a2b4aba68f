import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFaceplate } from '../../hardware/faceplate/faceplate.ts';
import { type BoardName, netlistOf, readBoards } from '../../hardware/kicad/board.ts';
import { BOARD_NAMES, kicadFiles } from '../../hardware/kicad/files.ts';
import { readBoard } from '../../hardware/kicad/read-board.ts';
import { readSchematic } from '../../hardware/kicad/read-schematic.ts';
import { type Netlist, readNetlist } from '../../hardware/netlist/read-netlist.ts';
import { partOf } from '../../hardware/netlist/trace.ts';

const HARDWARE = join(import.meta.dirname, '../../hardware');
const KICAD = join(HARDWARE, 'kicad');
const schematicOf = (board: BoardName) => readFile(join(KICAD, `neurorack-${board}.kicad_sch`), 'utf8');

/** Pins of nets.yaml by number, as a schematic has them. */
function numbered(netlist: Netlist, pins: readonly string[]): string[] {
  return pins.map((pin) => {
    const [part, name] = partOf(netlist, pin);
    return `${part?.ref}.${part?.pins.get(name)}`;
  });
}

async function generated() {
  const netlist = await readNetlist(HARDWARE);
  const faceplate = await readFaceplate(HARDWARE);
  return kicadFiles(netlist, await readBoards(HARDWARE, netlist, faceplate), faceplate);
}

const sorted = (pins: readonly string[] | undefined): string[] => [...(pins ?? [])].sort();

describe('the KiCad schematic', () => {
  // UPDATE_DOCS=1 writes them again.
  it('is that of the netlist, and so are projects and libraries', async () => {
    for (const [name, text] of await generated()) {
      const file = join(KICAD, name);
      if (process.env.UPDATE_DOCS === '1') {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
      }
      expect(await readFile(file, 'utf8'), name).toBe(text);
      if (name.endsWith('.kicad_sch')) expect(text).toContain('Never fabricated');
    }
  });

  it.each(BOARD_NAMES)(
    'of the %s board has the parts and the nets of the netlist, read by the coordinates of its pins and labels',
    async (board) => {
      const netlist = netlistOf(await readNetlist(HARDWARE), board);
      const { parts, nets, open } = readSchematic(await schematicOf(board));
      expect(sorted(parts)).toEqual(sorted([...netlist.parts.keys()]));
      expect(sorted([...nets.keys()])).toEqual(sorted([...netlist.nets.keys()]));
      for (const [net, pins] of netlist.nets)
        expect(sorted(nets.get(net)), net).toEqual(sorted(numbered(netlist, pins)));
      expect(sorted(open)).toEqual(sorted(numbered(netlist, netlist.open)));
    },
  );

  it('has a faceplate with the holes of faceplate.yaml', async () => {
    const { holes, width, height } = await readFaceplate(HARDWARE);
    const plate = readBoard(await readFile(join(KICAD, 'neurorack-plate.kicad_pcb'), 'utf8'));
    expect(plate.holes).toEqual(holes.map(({ x, y, diameter }) => [x, y, diameter]));
    expect(plate.outline).toEqual([0, 0, width, height]);
  });

  it('makes a moved label an error, and a net that was renamed a difference', async () => {
    const text = await schematicOf('base');
    const [label, x] = /global_label "VREF" \(shape passive\) \(at ([\d.]+)/.exec(text) ?? [];
    const moved = text.replace(String(label), String(label).replace(String(x), String(Number(x) + 1.27)));
    expect(() => readSchematic(moved)).toThrow(/VREF at .* is at no pin/);
    const renamed = text.replace('global_label "GATE1_LINE"', 'global_label "GATE2_LINE"');
    expect(readSchematic(renamed).nets.get('GATE2_LINE')).toHaveLength(3);
    expect(() => readSchematic(text.slice(0, -4))).toThrow(/bracket/);
  });

  it('has a project in which a conflict of nets is an error', async () => {
    const project = JSON.parse(await readFile(join(HARDWARE, 'kicad/neurorack-base.kicad_pro'), 'utf8'));
    expect(project.board.design_settings.rule_severities).toMatchObject({
      net_conflict: 'error',
      missing_footprint: 'error',
    });
  });
});
