import type { Faceplate } from './faceplate.ts';

/** An SVG in millimetres, 1:1 on paper: outline and holes with crosses for drilling. */
export function faceplateSvg(faceplate: Faceplate): string {
  const { width, height, holes, window } = faceplate;
  const [left, top, across, down] = window;
  const circles = holes.map(
    ({ x, y, diameter }) =>
      `<circle cx="${x}" cy="${y}" r="${diameter / 2}"/><path d="M${x - 1} ${y}h2M${x} ${y - 1}v2"/>`,
  );
  const labels = labelsOf(faceplate).map(
    ({ text, x, y, size }) => `<text x="${x}" y="${y}" font-size="${size}">${text}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}">`,
    '<title>Faceplate, 1:1, never fabricated</title>',
    `<g fill="none" stroke="#000" stroke-width="0.1"><rect width="${width}" height="${height}"/>`,
    `<rect x="${left}" y="${top}" width="${across}" height="${down}"/>`,
    ...circles,
    '</g><g font-family="sans-serif" font-size="3" text-anchor="middle">',
    ...labels,
    `<text x="${width / 2}" y="121" font-size="2">1:1, never fabricated</text>`,
    '</g></svg>\n',
  ].join('\n');
}

/** A DXF (R12) in millimetres, y upwards, for a workshop: layer CUT has what is cut or drilled. */
export function faceplateDxf({ width, height, holes, window }: Faceplate): string {
  const [left, top, across, down] = window;
  const entities = [
    ...rectangle(0, 0, width, height),
    ...rectangle(left, height - top - down, across, down),
    ...holes.flatMap(({ x, y, diameter }) => [
      ...['0', 'CIRCLE', '8', 'CUT', '10', decimal(x), '20', decimal(height - y), '30', '0.0'],
      ...['40', decimal(diameter / 2)],
    ]),
  ];
  const header = ['0', 'SECTION', '2', 'HEADER', '9', '$ACADVER', '1', 'AC1009', '9', '$INSUNITS', '70', '4'];
  const comment = ['999', 'neurorack faceplate, millimetres, never fabricated'];
  return [
    ...[...comment, ...header, '0', 'ENDSEC', '0', 'SECTION', '2', 'ENTITIES'],
    ...[...entities, '0', 'ENDSEC', '0', 'EOF', ''],
  ].join('\n');
}

function rectangle(x: number, y: number, width: number, height: number): string[] {
  const corners = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
  return corners.flatMap(([fromX, fromY], n) => {
    const [toX, toY] = corners[(n + 1) % 4];
    const ends = ['10', decimal(fromX), '20', decimal(fromY), '30', '0.0', '11', decimal(toX), '21', decimal(toY)];
    return ['0', 'LINE', '8', 'CUT', ...ends, '31', '0.0'];
  });
}

function decimal(value: number): string {
  return value.toFixed(3);
}

/** Names above jacks, and the module's, in mm. */
export function labelsOf({ holes, width }: Faceplate): { text: string; x: number; y: number; size: number }[] {
  const jacks = holes
    .filter(({ kind }) => kind === 'jack')
    .map(({ name, x, y }) => ({ text: label(name), x, y: y - 6, size: 2.2 }));
  return [...jacks, { text: 'neurorack', x: width / 2, y: 14.5, size: 3 }];
}

function label(name: string): string {
  return name.replace(/^cv/, 'CV ').replace(/^gate/, 'GATE ').replace('audio', 'OUT');
}
