import { createHash } from 'node:crypto';
import type { LayoutControl } from './controls.ts';

/** Canvas, in points: a tablet in landscape. */
export const CANVAS = { width: 1024, height: 768 } as const;
const MARGIN = 16;
const LABEL_HEIGHT = 28;
const FADERS_A_ROW = 9;
const ROW = { buttons: { top: 16, height: 180 }, faders: { top: 212, height: 262 } } as const;

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/**
 * The layout as the XML that a .tosc file compresses by zlib: version 3 of the format, which all releases of TouchOSC since 2021 open. Nodes have typed
 * properties, values, messages and children, each of which may be absent; key and texts are CDATA.
 */
export function touchOscXml(controls: readonly LayoutControl[]): string {
  const buttons = controls.filter(({ kind }) => kind !== 'fader');
  const faders = controls.filter(({ kind }) => kind === 'fader');
  const children = [
    ...buttons.map((control, n) => nodesOf(control, cell(n, buttons.length, ROW.buttons))),
    ...faders.map((control, n) => {
      const { top, height } = ROW.faders;
      const row = Math.floor(n / FADERS_A_ROW);
      return nodesOf(control, cell(n % FADERS_A_ROW, FADERS_A_ROW, { top: top + row * (height + MARGIN), height }));
    }),
  ];
  const root = node('GROUP', 'neurorack', {
    properties: [frame({ x: 0, y: 0, w: CANVAS.width, h: CANVAS.height }), color([0.06, 0.07, 0.09])],
    children: children.join(''),
  });
  return `<?xml version='1.0' encoding='UTF-8'?><lexml version='3'>${root}</lexml>`;
}

function cell(n: number, count: number, { top, height }: { readonly top: number; readonly height: number }): Frame {
  const width = Math.floor((CANVAS.width - MARGIN * (count + 1)) / count);
  return { x: MARGIN + n * (width + MARGIN), y: top, w: width, h: height };
}

/** A label, and the control below it. */
function nodesOf(control: LayoutControl, { x, y, w, h }: Frame): string {
  const label = node('LABEL', `${control.label} label`, {
    properties: [frame({ x, y, w, h: LABEL_HEIGHT }), flag('interactive', false), whole('textSize', 16)],
    values: value('text', control.label, true),
  });
  const below = { x, y: y + LABEL_HEIGHT, w, h: h - LABEL_HEIGHT };
  return label + (control.kind === 'fader' ? faderNode(control, below) : buttonNode(control, below));
}

function faderNode(control: Extract<LayoutControl, { kind: 'fader' }>, at: Frame): string {
  const { label, address, low, high } = control;
  return node('FADER', label, {
    properties: [frame(at), color([0.5, 0.89, 1]), flag('grabFocus', true)],
    values: value('x', String((control.default - low) / (high - low))) + value('touch', 'false'),
    messages: message(address, 'ANY', partial('VALUE', 'FLOAT', 'x', [low, high])),
  });
}

function buttonNode({ kind, label, address }: LayoutControl, at: Frame): string {
  const isSwitch = kind === 'switch';
  return node('BUTTON', label, {
    // 0 is momentary, 2 toggles at a press.
    properties: [frame(at), color([1, 0.69, 0.3]), whole('buttonType', isSwitch ? 2 : 0)],
    values: value('x', '0') + value('touch', 'false'),
    messages:
      kind === 'button'
        ? message(address, 'RISE', '')
        : message(address, 'ANY', partial('VALUE', 'FLOAT', 'x', [0, 1])),
  });
}

interface NodeParts {
  readonly properties: readonly string[];
  readonly values?: string;
  readonly messages?: string;
  readonly children?: string;
}

function node(type: string, name: string, { properties, values, messages, children }: NodeParts): string {
  const part = (tag: string, content: string | undefined): string => (content ? `<${tag}>${content}</${tag}>` : '');
  const own = [...properties, property('s', 'name', cdata(name))].join('');
  const parts = [
    part('properties', own),
    part('values', values),
    part('messages', messages),
    part('children', children),
  ].join('');
  return `<node ID='${idOf(`${type} ${name}`)}' type='${type}'>${parts}</node>`;
}

function message(address: string, condition: 'ANY' | 'RISE', argument: string): string {
  const trigger = `<triggers><trigger><var>${cdata('x')}</var><condition>${condition}</condition></trigger></triggers>`;
  const path = `<path>${partial('CONSTANT', 'STRING', address, [0, 1])}</path>`;
  const flags = '<enabled>1</enabled><send>1</send><receive>0</receive><feedback>0</feedback>';
  const given = argument === '' ? '' : `<arguments>${argument}</arguments>`;
  return `<osc>${flags}<connections>00001</connections>${trigger}${path}${given}</osc>`;
}

function partial(type: string, conversion: string, content: string, [low, high]: readonly [number, number]): string {
  const scale = `<scaleMin>${low}</scaleMin><scaleMax>${high}</scaleMax>`;
  return `<partial><type>${type}</type><conversion>${conversion}</conversion><value>${cdata(content)}</value>${scale}</partial>`;
}

const property = (type: string, key: string, content: string): string =>
  `<property type='${type}'><key>${cdata(key)}</key><value>${content}</value></property>`;

const frame = ({ x, y, w, h }: Frame): string => property('r', 'frame', `<x>${x}</x><y>${y}</y><w>${w}</w><h>${h}</h>`);

const color = ([r, g, b]: readonly [number, number, number]): string =>
  property('c', 'color', `<r>${r}</r><g>${g}</g><b>${b}</b><a>1</a>`);

const flag = (key: string, isOn: boolean): string => property('b', key, isOn ? '1' : '0');
const whole = (key: string, number: number): string => property('i', key, String(number));

const value = (key: string, start: string, isFixed = false): string =>
  `<value><key>${cdata(key)}</key><locked>0</locked><lockedDefaultCurrent>${isFixed ? 1 : 0}</lockedDefaultCurrent><default>${cdata(start)}</default><defaultPull>0</defaultPull></value>`;

const cdata = (text: string): string => `<![CDATA[${text}]]>`;

/** The same identifier for the same control in each version of the layout. */
function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
