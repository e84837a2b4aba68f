import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['src', 'targets', 'ci', 'testing', 'build', 'hardware'];
/** Compiled by AssemblyScript, whose language is not TypeScript. */
const KERNEL = /\/kernel\//;

/** A factory holds the functions of what it makes. */
const FACTORY = /^(create|open|start)/;
const MAX_FACTORY_LINES = 120;
const MAX_LINES = 80;

interface FoundFunction {
  readonly name: string;
  readonly lines: number;
}

describe('functions', () => {
  it('are at most 80 lines long, factories at most 120', () => {
    const tooLong = FOLDERS.flatMap(sourcesBelow).flatMap((file) =>
      functionsOf(readFileSync(join(ROOT, file), 'utf8'), file.endsWith('.tsx'))
        .filter(({ name, lines }) => lines > (FACTORY.test(name) ? MAX_FACTORY_LINES : MAX_LINES))
        .map(({ name, lines }) => `${file}: ${name}: ${lines} lines`),
    );
    expect(tooLong).toEqual([]);
  });

  it('are found whatever form they have', () => {
    const source = `
      export function declared() {
      }
      const arrow = async () => {
        [1].map(() => 1);
      };
      class Cell { #state = () => 2; constructor() {} method() {
      } get size() { return 1; } }
      const parts = { property: () => 3, short() {} };
    `;
    expect(functionsOf(source, false).map(({ name, lines }) => `${name} ${lines}`)).toEqual([
      'declared 2',
      'arrow 3',
      '(anonymous) 1',
      'state 1',
      'constructor 1',
      'method 2',
      'size 1',
      'property 1',
      'short 1',
    ]);
  });
});

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((file) => /\.tsx?$/.test(file) && !/\.d\.ts$|node_modules/.test(file) && !KERNEL.test(file));
}

/** Every function of a source, with the name that it is declared or assigned by, in the order of the text. */
function functionsOf(source: string, isTsx: boolean): FoundFunction[] {
  // The parser counts positions on from file to file, in bytes; a first statement of one character shows where this one begins.
  const bytes = Buffer.from(`;${source}`);
  const module = parseSync(bytes.toString('utf8'), { syntax: 'typescript', tsx: isTsx, target: 'es2022' });
  const found: (FoundFunction & { readonly start: number })[] = [];
  visit(module, '(anonymous)', (node, name) => {
    const { span } = node;
    if (!isSpan(span)) return;
    const text = bytes.subarray(span.start - module.span.start, span.end - module.span.start);
    found.push({ name, start: span.start, lines: text.toString('utf8').split('\n').length });
  });
  return found.sort((a, b) => a.start - b.start).map(({ name, lines }) => ({ name, lines }));
}

type Node = Readonly<Record<string, unknown>>;

const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
  'GetterProperty',
  'SetterProperty',
]);
/** Nodes that give their name to the function inside. */
const NAMING: Readonly<Record<string, { readonly by: string; readonly inside: string }>> = {
  VariableDeclarator: { by: 'id', inside: 'init' },
  KeyValueProperty: { by: 'key', inside: 'value' },
  ClassProperty: { by: 'key', inside: 'value' },
  PrivateProperty: { by: 'key', inside: 'value' },
};

function visit(node: unknown, name: string, onFunction: (node: Node, name: string) => void): void {
  if (Array.isArray(node)) {
    for (const one of node) visit(one, '(anonymous)', onFunction);
    return;
  }
  if (!isNode(node)) return;
  const { type } = node;
  if (typeof type === 'string' && FUNCTIONS.has(type)) onFunction(node, nameOf(node.identifier ?? node.key) ?? name);
  const naming = typeof type === 'string' ? NAMING[type] : undefined;
  for (const [key, child] of Object.entries(node)) {
    const given = naming !== undefined && key === naming.inside ? nameOf(node[naming.by]) : undefined;
    visit(child, given ?? '(anonymous)', onFunction);
  }
}

function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  return typeof node.value === 'string' ? node.value : nameOf(node.id);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function isSpan(value: unknown): value is { readonly start: number; readonly end: number } {
  return isNode(value) && typeof value.start === 'number' && typeof value.end === 'number';
}
