import { type LayoutControl, type LayoutReading, PORTS } from './controls.ts';

const LOOK = '0 10 #fcfcfc #000000 #000000';

/** The patch for Pure Data 0.47 and later without externals, as the text of a .pd file. */
export function pureDataPatch(controls: readonly LayoutControl[], readings: readonly LayoutReading[]): string {
  const objects: string[] = [];
  const connections: string[] = [];
  const add = (line: string): number => objects.push(line) - 1;
  const connect = (from: number, outlet: number, to: number): void =>
    void connections.push(`#X connect ${from} ${outlet} ${to} 0;`);

  const loadbang = add('#X obj 40 420 loadbang;');
  const open = add(`#X msg 40 446 connect 127.0.0.1 ${PORTS.instrument};`);
  const sender = add('#X obj 40 472 netsend -u -b;');
  connect(loadbang, 0, open);
  connect(open, 0, sender);
  for (const [n, control] of controls.entries()) {
    const x = 40 + 60 * n;
    const source = add(controlLine(control, x));
    const format = add(`#X obj ${x} ${210 + 22 * (n % 9)} oscformat ${partsOf(control.address)};`);
    connect(source, 0, format);
    connect(format, 0, sender);
  }
  const receiver = add(`#X obj 40 520 netreceive -u -b ${PORTS.layout};`);
  const parse = add('#X obj 40 546 oscparse;');
  const trim = add('#X obj 40 572 list trim;');
  const instrument = add('#X obj 40 598 route neurorack;');
  const out = add('#X obj 40 624 route out;');
  const names = add(`#X obj 40 650 route ${readings.map(({ label }) => label).join(' ')};`);
  const chain = [receiver, parse, trim, instrument, out, names];
  for (const [n, to] of chain.slice(1).entries()) connect(chain[n], 0, to);
  for (const [n, { label }] of readings.entries()) {
    connect(names, n, add(`#X floatatom ${40 + 90 * n} 684 8 0 0 1 ${label} - - 0;`));
  }
  return [`#N canvas 60 60 1400 760 12;`, ...objects, ...connections, ''].join('\n');
}

function controlLine(control: LayoutControl, x: number): string {
  // Text of Pure Data has no spaces.
  const label = control.label.replaceAll(' ', '_');
  switch (control.kind) {
    case 'fader':
      return `#X obj ${x} 50 vsl 24 128 ${control.low} ${control.high} 0 0 empty empty ${label} 0 -10 ${LOOK} 0 1;`;
    case 'button':
      return `#X obj ${x} 50 bng 40 250 50 0 empty empty ${label} 0 -10 ${LOOK};`;
    default:
      return `#X obj ${x} 50 tgl 40 0 empty empty ${label} 0 -10 ${LOOK} 0 1;`;
  }
}

const partsOf = (address: string): string => address.split('/').slice(1).join(' ');
