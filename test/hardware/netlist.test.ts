import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkNetlist } from '../../hardware/netlist/check-netlist.ts';
import { checkBoards, checkPanel, headerPins, signalPins } from '../../hardware/netlist/check-panel.ts';
import { parseNetlist, readNetlist } from '../../hardware/netlist/read-netlist.ts';
import { jackOf } from '../../hardware/netlist/trace.ts';
import { partValue } from '../../hardware/netlist/values.ts';
import { boardIds, loadBoard } from '../../src/board/board.ts';
import type { BoardConfig, PanelWiring } from '../../src/contracts/board.ts';

const ROOT = join(import.meta.dirname, '../..');
const HARDWARE = join(ROOT, 'hardware');
const BOARDS = join(ROOT, 'boards');

const boards = async (): Promise<BoardConfig[]> =>
  Promise.all((await boardIds(BOARDS)).map((id) => loadBoard(BOARDS, id)));

async function panelV1(): Promise<PanelWiring> {
  const panel = (await boards()).find((board) => board.panel?.id === 'neurorack-v1')?.panel;
  if (panel === undefined) throw new TypeError('no board has the panel neurorack-v1');
  return panel;
}

/** The netlist with a text of its files replaced. */
async function planted(file: 'parts' | 'nets', from: string, to: string) {
  const [parts, nets] = await Promise.all(
    ['parts.yaml', 'nets.yaml'].map((name) => readFile(join(HARDWARE, name), 'utf8')),
  );
  const text = file === 'parts' ? parts : nets;
  if (!text.includes(from)) throw new TypeError(`${file}.yaml has no '${from}'`);
  const changed = text.replace(from, to);
  return file === 'parts' ? parseNetlist(changed, nets) : parseNetlist(parts, changed);
}

/** The netlist with two pins exchanged. */
async function exchanged(one: string, other: string) {
  const netlist = await readNetlist(HARDWARE);
  const change = (pin: string): string => (pin === one ? other : pin === other ? one : pin);
  return { ...netlist, nets: new Map([...netlist.nets].map(([net, pins]) => [net, pins.map(change)])) };
}

describe('the netlist of hardware/', () => {
  it('connects every pin of every part once, and supplies, straps and connectors where they belong', async () => {
    expect(checkNetlist(await readNetlist(HARDWARE))).toEqual([]);
  });

  it('is that of the panel file, pin by pin, with its slope, offset, addresses and polarity', async () => {
    expect(checkPanel(await readNetlist(HARDWARE), await panelV1())).toEqual([]);
  });

  it('drives pins that every board of the panel has as lines', async () => {
    const netlist = await readNetlist(HARDWARE);
    expect(
      signalPins(netlist)
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual([16, 18, 22, 29, 31]);
    const all = await boards();
    expect(checkBoards(netlist, all)).toEqual([]);
    const without = all.map((board) => ({ ...board, gpio: board.gpio && { ...board.gpio, pins: {} } }));
    expect(checkBoards(netlist, without)).toContain(
      'boards/pi5-cpu.yaml: gpio.pins lacks 29, which hardware/nets.yaml drives',
    );
  });

  it('has the header of the wiring table of docs/build-one.md', async () => {
    const netlist = await readNetlist(HARDWARE);
    const text = await readFile(join(ROOT, 'docs/build-one.md'), 'utf8');
    const rows = [...text.matchAll(/^\| ([^|]+) \| ([\d, and]+) \|$/gm)].map(([, what, pins]) => [
      what,
      [...pins.matchAll(/\d+/g)].map(Number),
    ]);
    const table = Object.fromEntries(rows);
    const at = (net: string): number[] =>
      (netlist.nets.get(net) ?? []).flatMap((pin) => (pin.startsWith('J3.') ? [Number(pin.slice(3))] : []));
    const from = (pin: string): number[] => headerPins(netlist, pin).map((line) => line.pin);
    expect(table).toMatchObject({
      'ADC VDD, op amp V+, display VCC (3.3 V)': at('3V3'),
      'I2C data: ADC SDA, display SDA': at('SDA'),
      'I2C clock: ADC SCL, display SCL': at('SCL'),
      '5 V from the converter': at('+5V'),
      ground: at('GND'),
      'I2S bit clock: PCM5102 BCK': at('I2S_BCK'),
      'I2S frame: PCM5102 LRCK': at('I2S_LRCK'),
      'I2S data: PCM5102 DIN': at('I2S_DIN'),
      'knob A': from('SW1.A'),
      'knob B': from('SW1.B'),
      'knob push': from('SW1.S2'),
      gate1: from(`${jackOf(netlist, 'gate1')?.ref}.TIP`),
      gate2: from(`${jackOf(netlist, 'gate2')?.ref}.TIP`),
    });
  });

  it('has the values of the parts table of docs/build-one.md', async () => {
    const netlist = await readNetlist(HARDWARE);
    expect(differences(netlist, await readFile(join(ROOT, 'docs/build-one.md'), 'utf8'))).toEqual([]);
    const wrong = await planted('parts', 'value: 33k', 'value: 22k');
    expect(differences(wrong, await readFile(join(ROOT, 'docs/build-one.md'), 'utf8'))).toEqual([
      'R501 is 22000, R5 of docs/build-one.md is 33000',
      'R502 is 22000, R5 of docs/build-one.md is 33000',
    ]);
  });

  it('says on every page that nobody has made it', async () => {
    const pages = [
      'hardware/README.md',
      'hardware/parts.yaml',
      'hardware/nets.yaml',
      'hardware/faceplate.yaml',
      'hardware/layout.yaml',
      'hardware/assembly.html',
      'hardware/kicad/neurorack-base.kicad_pcb',
      'hardware/kicad/neurorack-faceplate.kicad_pcb',
    ];
    for (const page of [
      ...pages,
      'docs/hardware.md',
      'docs/build-one.md',
      'docs/pictures/faceplate.svg',
      'hardware/faceplate/faceplate.dxf',
    ]) {
      expect((await readFile(join(ROOT, page), 'utf8')).toLowerCase(), page).toContain('never fabricated');
    }
  });
});

/** Parts whose value is not that of the table: R501 and R502 are the R5 of the table. */
function differences(netlist: Awaited<ReturnType<typeof readNetlist>>, text: string): string[] {
  const rows = [...text.matchAll(/^\| ([RC]\d+) \| ([\d.]+) ([kMnµ]?)[ΩF] \|/gm)];
  expect(rows.length).toBeGreaterThanOrEqual(19);
  const scales: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, n: 1e-9, µ: 1e-6 };
  return rows.flatMap(([, part, number, prefix]) => {
    const value = Number(number) * scales[prefix];
    const refs = [...netlist.parts.keys()].filter((ref) => ref.slice(0, -2) === part);
    if (refs.length === 0) return [`${part} of docs/build-one.md is not in hardware/parts.yaml`];
    return refs
      .filter((ref) => Math.abs(partValue(netlist, ref) / value - 1) > 1e-9)
      .map((ref) => `${ref} is ${partValue(netlist, ref)}, ${part} of docs/build-one.md is ${value}`);
  });
}

describe('a planted fault in hardware/', () => {
  it.each([
    ['a gate at another pin', 'J3.29', 'J3.31', /gate1 reaches pin 31; the panel file has 29/],
    ['two jacks exchanged', 'J21.TIP', 'J22.TIP', /cv1 does not reach U1.AIN0/],
    ['ADC inputs exchanged', 'U1.AIN2', 'U1.AIN3', /cv3 does not reach U1.AIN2/],
    ['knob contacts exchanged', 'SW1.A', 'SW1.B', /knob A reaches pin 18; the panel file has 16/],
    ['the address of another ADC', 'U1.ADDR', 'U1.VDD', /U1.ADDR gives 73; the panel file has 72/],
    ['bus lines exchanged', 'U1.SDA', 'U1.SCL', /U1.SDA is not at J3.3/],
    ['a line past its inverter', 'J3.29', 'U4.A1', /gate1/],
  ])('is found by the panel file: %s', async (_what, one, other, fault) => {
    expect(checkPanel(await exchanged(one, other), await panelV1()).join('\n')).toMatch(fault);
  });

  it.each([
    ['slope', 'value: 15k', 'value: 16k', /slope of cv1 is 0.1600; the panel file has 0.15/],
    ['reference', 'value: 11k', 'value: 10k', /offsetVolts of cv1 is 1.5682; the panel file has 1.65/],
    ['another ADC', 'value: ADS1015', 'value: ADS1115', /U1 is ads1115; the panel file has ads1015/],
  ])('is found by the panel file: a part out of value, %s', async (_what, from, to, fault) => {
    expect(checkPanel(await planted('parts', from, to), await panelV1()).join('\n')).toMatch(fault);
  });

  it('is found: a wrong pin, polarity or pull-up in the panel file', async () => {
    const [netlist, panel] = [await readNetlist(HARDWARE), await panelV1()];
    const gates = { isInverted: false, pullUpOhms: 10_000, jacks: [{ name: 'gate1', pin: 7 }] };
    expect(checkPanel(netlist, { ...panel, gates })).toEqual([
      'hardware/nets.yaml: gate1 reaches pin 29; the panel file has 7',
      'hardware/nets.yaml: gate1 has the polarity that the panel file has not',
      'boards/panel: gate1 has pullUpOhms, and an inverter drives its line',
    ]);
  });

  it.each([
    ['supplies exchanged', 'U6.VCC', 'U6.VEE', /U6.VCC is in -12V_AUDIO and belongs in \+12V_AUDIO/],
    ['a header turned round', 'J1.1', 'J1.10', /J1.1 is in \+12V_IN and belongs in -12V_IN/],
    ['a strap of the DAC', 'U9.XSMT', 'U9.FMT', /U9.FMT is in DAC_XSMT and belongs in GND/],
    ['a switch lug', 'J21.SWITCH', 'U9.DIN', /J21.SWITCH is in I2S_DIN and belongs in GND/],
    ['plugs that differ', 'J11.1', 'J11.3', /J11.1 and J10.1 are plugged together and differ/],
  ])('is found by the netlist itself: %s', async (_what, one, other, fault) => {
    expect(checkNetlist(await exchanged(one, other)).join('\n')).toMatch(fault);
  });

  it('is found: a pin that is missing, twice or unknown, and a net of one pin', async () => {
    const missing = await planted('nets', 'AIN0: [[R801.2, U1.AIN0]]', 'AIN0: [[R801.2, R801.2, U1.AIN9]]');
    expect(checkNetlist(missing)).toEqual([
      'hardware/nets.yaml: U1.AIN9 is no pin of parts.yaml',
      'hardware/nets.yaml: R801.2 is in AIN0 and in AIN0',
      "hardware/nets.yaml: U1.AIN0 is in no net and not in 'open'",
    ]);
    expect(checkNetlist(await planted('nets', 'AIN0: [[R801.2, U1.AIN0]]', 'AIN0: [[U1.AIN0]]'))).toContain(
      'hardware/nets.yaml: AIN0 has one pin',
    );
  });

  it.each([
    ['parts', 'kind: adc', 'kind: abacus', "U1 has the kind 'abacus'"],
    ['parts', 'refs: [R301]', 'refs: [R401]', 'R401 is in the list twice'],
    ['parts', 'price: d', 'price: e', 'price'],
    ['nets', 'open:', 'opened:', 'open'],
  ] as const)('in %s.yaml is an error with file, field and remedy: %s', async (file, from, to, what) => {
    const error = await planted(file, from, to).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ kind: 'bad-config', message: expect.stringContaining(what) });
    expect(error).toMatchObject({ remedy: expect.stringContaining(`hardware/${file}.yaml`) });
  });
});
