import type { BoardFile, PanelFile } from './board-schema.ts';
import type { YamlFile } from './yaml-file.ts';

type Field = readonly (string | number)[];

/** Values that chips have, by their data sheets: TI SBAS473E (ADS1015) and SBAS444D (ADS1115), Microchip DS21298E (MCP3208). */
const CONVERTERS = {
  ads1015: { inputs: 4, fullScales: [6.144, 4.096, 2.048, 1.024, 0.512, 0.256], addresses: [0x48, 0x4b] },
  ads1115: { inputs: 4, fullScales: [6.144, 4.096, 2.048, 1.024, 0.512, 0.256], addresses: [0x48, 0x4b] },
  /** Its full scale is its reference, 0.25 V to its supply; it is on SPI. */
  mcp3208: { inputs: 8, fullScales: undefined, addresses: undefined },
} as const;
const DEFAULT_ADC_ADDRESS = 0x48;
/** Of all four controllers, by the pin SA0 or D/C. */
const DISPLAY_ADDRESSES = [0x3c, 0x3d] as const;
/** Arithmetic of a front end in resistors: 0.1 mV. */
const ROUNDING_VOLTS = 1e-4;

/** The header pins that a panel uses, in the order of its file. */
export function usedPins({ gates, knob }: PanelFile): { use: string; pin: number; field: Field }[] {
  const used = (gates?.jacks ?? []).map(({ name, pin }, n) => ({
    use: name,
    pin,
    field: ['gates', 'jacks', n, 'pin'] as Field,
  }));
  if (knob?.kind !== 'quadrature') return used;
  const contacts = Object.entries(knob.pins).flatMap(([contact, pin]) =>
    pin === undefined ? [] : [{ use: `knob ${contact}`, pin, field: ['knob', 'pins', contact] }],
  );
  return [...used, ...contacts];
}

/**
 * Checks that two header pins of a board are not one line of its GPIO chip.
 *
 * @throws NeurorackError 'bad-config' naming file, line and field
 */
export function checkLines({ value: { gpio }, fault }: YamlFile<BoardFile>): void {
  const taken = new Map<number, string>();
  for (const [pin, line] of Object.entries(gpio?.pins ?? {})) {
    const other = taken.get(line);
    if (other !== undefined) throw fault(['gpio', 'pins', pin], `line ${line} is that of pin ${other} already`);
    taken.set(line, pin);
  }
}

/**
 * Checks a panel by itself: pins, inputs and full scale of the ADC, front end, addresses.
 *
 * @throws NeurorackError 'bad-config' naming file, line and field
 */
export function checkPanel(panel: YamlFile<PanelFile>): void {
  const taken = new Map<number, string>();
  for (const { use, pin, field } of usedPins(panel.value)) {
    const other = taken.get(pin);
    if (other !== undefined) throw panel.fault(field, `pin ${pin} is used for ${other} already`);
    taken.set(pin, use);
  }
  checkConverter(panel);
  const { display } = panel.value;
  if (display !== undefined && !DISPLAY_ADDRESSES.some((one) => one === display.address)) {
    throw panel.fault(
      ['display', 'address'],
      `${hex(display.address)} is no address of a ${display.controller}`,
      HAVE_DISPLAY,
    );
  }
}

const HAVE_DISPLAY = `write ${DISPLAY_ADDRESSES.map(hex).join(' or ')}; \`i2cdetect\` shows it`;

function checkConverter({ value: { cv }, fault }: YamlFile<PanelFile>): void {
  if (cv === undefined) return;
  const { adc, address, fullScaleVolts, supplyVolts, jacks } = cv;
  const { inputs, fullScales, addresses } = CONVERTERS[adc];
  for (const [n, input] of jacks.entries()) {
    if (input >= inputs) {
      throw fault(['cv', 'jacks', n], `an ${adc} has the inputs 0 to ${inputs - 1}, and no ${input}`);
    }
    const other = jacks.indexOf(input);
    if (other < n) throw fault(['cv', 'jacks', n], `input ${input} is CV ${other + 1} already`);
  }
  if (addresses === undefined) {
    if (address !== undefined) throw fault(['cv', 'address'], `an ${adc} is on SPI and has no address`);
  } else if (address !== undefined && (address < addresses[0] || address > addresses[1])) {
    const range = addresses.map(hex).join(' to ');
    throw fault(['cv', 'address'], `${hex(address)} is no address of an ${adc}`, `write one of ${range}: its pin ADDR`);
  }
  if (fullScales !== undefined && !fullScales.some((volts) => volts === fullScaleVolts)) {
    const remedy = `write one of ${fullScales.join(', ')}`;
    throw fault(['cv', 'fullScaleVolts'], `an ${adc} has no full scale of ${fullScaleVolts} V`, remedy);
  }
  if (fullScales === undefined && !(fullScaleVolts >= 0.25 && fullScaleVolts <= supplyVolts)) {
    const what = `the reference of an ${adc} is 0.25 V to its supply of ${supplyVolts} V, not ${fullScaleVolts} V`;
    throw fault(['cv', 'fullScaleVolts'], what, 'write the voltage at its pin VREF');
  }
  checkFrontEnd(cv, fault);
}

/** Every voltage that reaches the pin has to be one that the ADC may have and measures. */
function checkFrontEnd(cv: NonNullable<PanelFile['cv']>, fault: YamlFile<PanelFile>['fault']): void {
  const { frontEnd, jackVolts, supplyVolts, fullScaleVolts } = cv;
  if (jackVolts[0] >= jackVolts[1]) throw fault(['cv', 'jackVolts'], 'the first is not below the second');
  for (const volts of jackVolts) {
    const pin = frontEnd.offsetVolts - frontEnd.slope * volts;
    const at = `${volts} V at the jack are ${Number(pin.toFixed(3))} V at the pin`;
    const remedy =
      'change slope or offsetVolts (docs/build-one.md has the formula), or write jackVolts where the front end clamps the others';
    if (pin < -ROUNDING_VOLTS || pin > supplyVolts + ROUNDING_VOLTS) {
      throw fault(['cv', 'frontEnd'], `${at}, outside the supply of 0 to ${supplyVolts} V`, remedy);
    }
    if (pin > fullScaleVolts + ROUNDING_VOLTS) {
      throw fault(['cv', 'frontEnd'], `${at}, above the full scale of ${fullScaleVolts} V`, remedy);
    }
  }
}

/**
 * Checks that a board has the buses and pins that its panel uses, and that no two chips have one address.
 *
 * @throws NeurorackError 'bad-config' naming file, line and field
 */
export function checkTogether(board: YamlFile<BoardFile>, panel: YamlFile<PanelFile>): void {
  const { buses, i2c, gpio } = board.value;
  const { id, cv, display } = panel.value;
  const chips = i2cChips(panel.value);
  const used = [...chips.map(({ bus }) => bus), ...(cv === undefined ? [] : [cv.bus])];
  for (const bus of used) {
    if (buses[bus] === undefined) throw board.fault(['buses'], `lacks '${bus}', which the panel ${id} uses`);
  }
  const taken = new Map<string, string>();
  for (const { use, bus, address, field } of chips) {
    const place = `/dev/i2c-${buses[bus]} ${hex(address)}`;
    const other = taken.get(place);
    if (other !== undefined) throw panel.fault(field, `${hex(address)} is the address of the ${other} on the same bus`);
    taken.set(place, use);
  }
  if (i2c === 'i2c-bus' && display !== undefined) {
    throw board.fault(['i2c'], `i2c-bus serves one thread, and the display of the panel ${id} has its own`);
  }
  for (const { use, pin } of usedPins(panel.value)) {
    if (gpio?.pins[String(pin)] === undefined) {
      throw board.fault(['gpio', 'pins'], `lacks pin ${pin}, which the panel ${id} uses for ${use}`);
    }
  }
}

interface I2cChip {
  readonly use: string;
  readonly bus: string;
  readonly address: number;
  readonly field: Field;
}

function i2cChips({ cv, display, knob }: PanelFile): I2cChip[] {
  const chips: I2cChip[] = [];
  if (cv !== undefined && cv.adc !== 'mcp3208') {
    chips.push({ use: cv.adc, bus: cv.bus, address: cv.address ?? DEFAULT_ADC_ADDRESS, field: ['cv', 'address'] });
  }
  if (knob?.kind === 'io-expander') {
    chips.push({ use: 'expander', bus: knob.bus, address: knob.address, field: ['knob', 'address'] });
  }
  if (display !== undefined) {
    chips.push({ use: display.controller, bus: display.bus, address: display.address, field: ['display', 'address'] });
  }
  return chips;
}

function hex(address: number): string {
  return `0x${address.toString(16).padStart(2, '0')}`;
}
