import type { BoardConfig, PanelWiring } from '../../src/contracts/board.ts';

/** Header pins that are the same on every board, with their connections. */
const FIXED: readonly (readonly [string, string])[] = [
  ['ADC VDD, op amp V+, display VCC (3.3 V)', '1'],
  ['I2C data: ADC SDA, display SDA', '3'],
  ['I2C clock: ADC SCL, display SCL', '5'],
  ['5 V from the converter', '2 and 4'],
  ['ground', '6, 9, 14, 20, 25, 30, 34, 39'],
  ['I2S bit clock: PCM5102 BCK', '12'],
  ['I2S frame: PCM5102 LRCK', '35'],
  ['I2S data: PCM5102 DIN', '40'],
];

/** The connections of a panel and their header pins, in the order of the pins. */
export function wiredPins({ gates, knob }: PanelWiring): readonly (readonly [string, number])[] {
  const wired: [string, number][] = (gates?.jacks ?? []).map(({ name, pin }) => [name, pin]);
  if (knob?.kind === 'quadrature') {
    wired.push(['knob A', knob.pins.a], ['knob B', knob.pins.b]);
    if (knob.pins.push !== undefined) wired.push(['knob push', knob.pins.push]);
  }
  return wired.sort(([, one], [, two]) => one - two);
}

/** The wiring tables of `docs/build-one.md`: the boards with its faceplate. */
export function wiringTables(boards: readonly BoardConfig[]): string {
  const wired = boards.filter(({ panel }) => panel?.id === 'neurorack-v1');
  const [{ panel }] = wired;
  if (panel === undefined) throw new TypeError('no board has a panel');
  const pins = wiredPins(panel);
  const perBoard = wired.map(({ id, buses, gpio }) => [
    `\`${id}\``,
    `/dev/i2c-${buses.panel}`,
    gpio?.chip ?? 'none',
    ...pins.map(([, pin]) => String(gpio?.pins[String(pin)])),
  ]);
  return [
    table(['what', 'header pin'], [...FIXED, ...pins.map(([what, pin]) => [what, String(pin)])]),
    table(['board', 'I2C bus', 'GPIO chip', ...pins.map(([what, pin]) => `${what} (${pin})`)], perBoard),
    table(
      ['ADC input', 'jack'],
      (panel.cv?.jacks ?? []).map((input, n) => [`AIN${input}`, `CV ${n + 1}`]),
    ),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
