import { type LayoutControl, type LayoutReading, PORTS } from './controls.ts';

interface Box {
  readonly [attribute: string]: unknown;
  readonly id: string;
}

/** The patch for Max 8 and later, as the JSON of a .maxpat file: controls, an address before each value, `udpsend`; `udpreceive` and numbers. */
export function maxPatch(controls: readonly LayoutControl[], readings: readonly LayoutReading[]): string {
  const boxes: Box[] = [];
  const lines: (readonly [from: string, outlet: number, to: string])[] = [];
  const add = (id: string, maxclass: string, rect: readonly number[], attributes: object = {}): string => {
    boxes.push({ id, maxclass, patching_rect: rect, ...attributes });
    return id;
  };
  const object = (id: string, text: string, [x, y]: readonly number[], outlets = 1): string =>
    add(id, 'newobj', [x, y, 8 * text.length + 16, 22], { text, numinlets: 1, numoutlets: outlets });

  const sender = object('send', `udpsend 127.0.0.1 ${PORTS.instrument}`, [40, 520], 0);
  for (const [n, control] of controls.entries()) {
    const x = 40 + 60 * n;
    add(`label-${n}`, 'comment', [x, 10, 58, 20], { text: control.label, numinlets: 1, numoutlets: 0 });
    const source = addControl(add, { n, x, control });
    if (control.kind === 'button') lines.push([source, 0, sender]);
    else {
      const prepend = object(`address-${n}`, `prepend ${control.address}`, [x, 220 + 16 * (n % 18)]);
      lines.push([source, 0, prepend], [prepend, 0, sender]);
    }
  }
  const receiver = object('receive', `udpreceive ${PORTS.layout}`, [40, 570]);
  const route = object(
    'route',
    `route ${readings.map(({ address }) => address).join(' ')}`,
    [40, 600],
    readings.length + 1,
  );
  lines.push([receiver, 0, route]);
  for (const [n, { label }] of readings.entries()) {
    const x = 40 + 90 * n;
    const shown = add(`reading-${n}`, 'flonum', [x, 640, 80, 22], { numinlets: 1, numoutlets: 2 });
    add(`reading-label-${n}`, 'comment', [x, 664, 80, 20], { text: label, numinlets: 1, numoutlets: 0 });
    lines.push([route, n, shown]);
  }
  const patcher = {
    fileversion: 1,
    appversion: { major: 8, minor: 0, revision: 0, architecture: 'x64', modernui: 1 },
    classnamespace: 'box',
    rect: [60, 80, 1420, 720],
    boxes: boxes.map((box) => ({ box })),
    lines: lines.map(([from, outlet, to]) => ({ patchline: { source: [from, outlet], destination: [to, 0] } })),
  };
  return `${JSON.stringify({ patcher }, null, 1)}\n`;
}

function addControl(
  add: (id: string, maxclass: string, rect: readonly number[], attributes?: object) => string,
  { n, x, control }: { readonly n: number; readonly x: number; readonly control: LayoutControl },
): string {
  const ends = { numinlets: 1, numoutlets: 1 };
  switch (control.kind) {
    case 'fader': {
      const { low, high } = control;
      return add(`control-${n}`, 'slider', [x, 34, 24, 150], { ...ends, floatoutput: 1, min: low, size: high - low });
    }
    case 'button':
      return add(`control-${n}`, 'message', [x, 34, 58, 22], { ...ends, numinlets: 2, text: control.address });
    default:
      return add(`control-${n}`, 'toggle', [x, 34, 40, 40], ends);
  }
}
