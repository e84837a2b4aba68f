import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createSchmittGate } from '../../src/control/schmitt-gate.ts';
import { DESCRIPTORS } from '../../src/descriptors/descriptor.ts';
import { decodeOsc, type OscArgument } from '../../src/panel/osc/osc-codec.ts';
import { routeOsc } from '../../src/panel/osc/osc-routes.ts';
import { OscSession } from '../../src/panel/osc/osc-session.ts';
import { createFakeInstrument } from '../panel/fake-instrument.ts';
import { CONTROLS, PORTS, READINGS } from './osc-layouts/controls.ts';
import { maxPatch } from './osc-layouts/max.ts';
import { pureDataPatch } from './osc-layouts/pure-data.ts';
import { elementsOf, readXml, textOf, type XmlElement } from './osc-layouts/read-xml.ts';
import { CANVAS, touchOscXml } from './osc-layouts/touchosc.ts';

const FOLDER = join(import.meta.dirname, '../../docs/osc');
const MAKE = 'UPDATE_DOCS=1 npx vitest run test/docs/osc-layouts.test.ts';
const isUpdate = process.env.UPDATE_DOCS === '1';

/** The committed file, written first where files are being made. */
function committed(name: string, content: Uint8Array | string): Buffer {
  const path = join(FOLDER, name);
  if (isUpdate) writeFileSync(path, content);
  return readFileSync(path);
}

/** The kind of request that a message is; 'unknown' and the like where the instrument refuses it. */
function answerTo(address: string, ...args: OscArgument[]): string {
  const { instrument } = createFakeInstrument({ hasJacks: false });
  const request = routeOsc(
    { address, args },
    { instrument, voltageGates: [createSchmittGate(0), createSchmittGate(1)] },
  );
  return request.kind === 'refused' ? request.why : request.kind;
}

/** The addresses that the instrument sends while all descriptors can be measured. */
function sentAddresses(): readonly string[] {
  const { instrument } = createFakeInstrument({ hasJacks: false });
  const descriptors = Object.fromEntries(DESCRIPTORS.map((name) => [name, 1]));
  const session = new OscSession({ instrument, sound: () => ({ level: 1, descriptors }), onMessage: () => undefined });
  return (decodeOsc(session.feedback()) ?? []).map(({ address }) => address);
}

const expectAccepted = (sent: readonly (readonly [address: string, ...args: OscArgument[]])[]): void => {
  expect(sent.map(([address, ...args]) => [address, ...args, answerTo(address, ...args)])).toEqual(
    sent.map(([address, ...args]) => [address, ...args, address.endsWith('panic') ? 'panic' : 'actions']),
  );
};

describe('the layout for TouchOSC', () => {
  const file = committed('neurorack.tosc', deflateSync(touchOscXml(CONTROLS), { level: 9 }));
  const layout = readXml(inflateSync(file).toString());

  it('is what this project makes of its controls', () => {
    expect(inflateSync(file).toString() === touchOscXml(CONTROLS), `make it anew: ${MAKE}`).toBe(true);
    expect([layout.tag, layout.attributes]).toEqual(['lexml', { version: '3' }]);
  });

  it('sends addresses and values that the instrument accepts, from one end of each control to the other', () => {
    const sent = elementsOf(layout, 'osc').flatMap((osc): (readonly [string, ...number[]])[] => {
      const [path, argument] = ['path', 'arguments'].map((tag) => elementsOf(osc, tag)[0]);
      const address = elementsOf(path, 'partial')
        .map((partial) => textOf(partial, 'value'))
        .join('');
      if (argument === undefined) return [[address]];
      const [partial] = elementsOf(argument, 'partial');
      return ['scaleMin', 'scaleMax'].map((end) => [address, Number(textOf(partial, end))]);
    });
    expect(sent.length).toBe(CONTROLS.reduce((sum, { kind }) => sum + (kind === 'button' ? 1 : 2), 0));
    expectAccepted(sent);
  });

  it('has each control within the canvas and over no other one, and an identifier of its own', () => {
    const nodes = elementsOf(layout, 'node');
    expect(new Set(nodes.map(({ attributes }) => attributes.ID)).size).toBe(nodes.length);
    const [root, ...rest] = nodes.map(frameOf);
    expect(root).toEqual({ x: 0, y: 0, w: CANVAS.width, h: CANVAS.height });
    for (const [n, a] of rest.entries()) {
      expect(a.x >= 0 && a.y >= 0 && a.x + a.w <= root.w && a.y + a.h <= root.h).toBe(true);
      const isOver = (b: typeof a) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
      expect(rest.slice(n + 1).filter(isOver)).toEqual([]);
    }
  });
});

function frameOf(node: XmlElement) {
  const own = node.children.find(({ tag }) => tag === 'properties')?.children ?? [];
  const value = own
    .find((property) => textOf(property, 'key') === 'frame')
    ?.children.find(({ tag }) => tag === 'value');
  const side = (tag: string): number => Number(value === undefined ? Number.NaN : textOf(value, tag));
  return { x: side('x'), y: side('y'), w: side('w'), h: side('h') };
}

interface MaxBox {
  readonly id: string;
  readonly maxclass: string;
  readonly text?: string;
  readonly min?: number;
  readonly size?: number;
}

describe('the patch for Max', () => {
  const text = committed('neurorack.maxpat', maxPatch(CONTROLS, READINGS)).toString();
  const patcher: {
    boxes: { box: MaxBox }[];
    lines: { patchline: { source: [string, number]; destination: [string, number] } }[];
  } = JSON.parse(text).patcher;
  const boxes = new Map(patcher.boxes.map(({ box }) => [box.id, box]));
  const from = (id: string): MaxBox[] =>
    patcher.lines.flatMap(({ patchline: { source, destination } }) => {
      const box = source[0] === id ? boxes.get(destination[0]) : undefined;
      return box === undefined ? [] : [box];
    });

  it('is what this project makes of its controls', () => {
    expect(text === maxPatch(CONTROLS, READINGS), `make it anew: ${MAKE}`).toBe(true);
  });

  it('sends addresses and values that the instrument accepts, by a cord from each control to the port', () => {
    const sent = [...boxes.values()].flatMap((box): (readonly [string, ...number[]])[] => {
      const [next] = from(box.id);
      if (box.maxclass === 'message') return next.text?.startsWith('udpsend') === true ? [[box.text ?? '']] : [];
      if (box.maxclass !== 'slider' && box.maxclass !== 'toggle') return [];
      const address = /^prepend (\S+)$/.exec(next.text ?? '')?.[1] ?? '';
      expect(from(next.id)[0].text).toBe(`udpsend 127.0.0.1 ${PORTS.instrument}`);
      const { min = 0, size = 1 } = box;
      return [
        [address, min],
        [address, min + size],
      ];
    });
    expect(sent.length).toBe(CONTROLS.reduce((sum, { kind }) => sum + (kind === 'button' ? 1 : 2), 0));
    expectAccepted(sent);
  });

  it('shows what the instrument sends, each address at a number of its own', () => {
    const route = [...boxes.values()].find((box) => box.text?.startsWith('route'));
    expect(route?.text?.split(' ').slice(1)).toEqual(sentAddresses());
    expect(from('receive')).toEqual([route]);
    expect(from('route').map(({ maxclass }) => maxclass)).toEqual(READINGS.map(() => 'flonum'));
  });
});

describe('the patch for Pure Data', () => {
  const text = committed('neurorack.pd', pureDataPatch(CONTROLS, READINGS)).toString();
  const statements = text.split(/;\n/).filter((line) => line !== '');
  const objects = statements.filter((line) => /^#X (obj|msg|floatatom) /.test(line));
  const cords = statements.flatMap((line) => {
    const found = /^#X connect (\d+) (\d+) (\d+) 0$/.exec(line);
    return found === null ? [] : [{ from: Number(found[1]), outlet: Number(found[2]), to: Number(found[3]) }];
  });
  const next = (n: number): readonly number[] => cords.filter(({ from }) => from === n).map(({ to }) => to);
  const find = (start: RegExp): number => objects.findIndex((line) => start.test(line));

  it('is what this project makes of its controls, and nothing but a canvas, objects and cords', () => {
    expect(text === pureDataPatch(CONTROLS, READINGS), `make it anew: ${MAKE}`).toBe(true);
    expect(statements.length).toBe(1 + objects.length + cords.length);
  });

  it('sends addresses and values that the instrument accepts, by a cord from each control to the port', () => {
    const sender = find(/netsend -u -b$/);
    const sent = objects.flatMap((line, n): (readonly [string, ...number[]])[] => {
      const [, kind, rest] = /^#X obj \d+ \d+ (vsl|tgl|bng) (.*)$/.exec(line) ?? [];
      if (kind === undefined) return [];
      const [format] = next(n);
      expect(next(format)).toEqual([sender]);
      const address = `/${objects[format].split(' oscformat ')[1].replaceAll(' ', '/')}`;
      if (kind === 'bng') return [[address]];
      const [, , low, high] = kind === 'vsl' ? rest.split(' ').map(Number) : [0, 0, 0, 1];
      return [
        [address, low],
        [address, high],
      ];
    });
    expect(sent.length).toBe(CONTROLS.reduce((sum, { kind }) => sum + (kind === 'button' ? 1 : 2), 0));
    expectAccepted(sent);
    expect(next(find(/loadbang$/)).map((n) => objects[n])).toEqual([
      expect.stringContaining(`connect 127.0.0.1 ${PORTS.instrument}`),
    ]);
  });

  it('shows what the instrument sends, each address at a number of its own', () => {
    const names = find(/route level /);
    const shown = objects[names].split(' route ')[1].split(' ');
    expect(shown.map((name) => `/neurorack/out/${name}`)).toEqual(sentAddresses());
    expect(next(names).map((n) => objects[n].split(' ')[1])).toEqual(shown.map(() => 'floatatom'));
    expect(next(find(/netreceive -u -b 9001$/)).map((n) => objects[n])).toEqual([expect.stringMatching(/oscparse$/)]);
  });
});
