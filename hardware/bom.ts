import type { Netlist, Part } from './netlist/read-netlist.ts';

/** The bill of materials as CSV, a line a kind and value: board, quantity, references, value, tolerance, manufacturer's number, price class. */
export function billOfMaterials(netlist: Netlist): string {
  const lines = new Map<string, Part[]>();
  for (const part of netlist.parts.values()) {
    if (part.kind === 'test-point') continue; // a pad of the board
    const key = [part.board, part.kind, part.value, part.package, part.mpn].join();
    lines.set(key, [...(lines.get(key) ?? []), part]);
  }
  const rows = [...lines.values()].map((parts) => {
    const [{ board, kind, value, package: shape, percent, mpn, price }] = parts;
    const refs = parts.map(({ ref }) => ref).join(' ');
    return [
      board,
      String(parts.length),
      refs,
      kind,
      value,
      shape,
      percent === undefined ? '' : `${percent} %`,
      mpn,
      price,
    ];
  });
  const head = [
    'board',
    'quantity',
    'references',
    'kind',
    'value',
    'package',
    'tolerance',
    'manufacturer number',
    'price class',
  ];
  return `${[head, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`;
}

function cell(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
