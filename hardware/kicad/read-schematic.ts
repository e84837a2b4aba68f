import { NeurorackError } from '../../src/contracts/errors.ts';

/** A list of KiCad's files: words, numbers as texts, and lists. */
export type Expression = string | readonly Expression[];

/** Parts and nets as a schematic's drawing has them, pins by number: `R101.1`. */
export interface DrawnNets {
  readonly parts: readonly string[];
  readonly nets: ReadonlyMap<string, readonly string[]>;
  readonly open: readonly string[];
}

/**
 * Reads the nets of a schematic by its coordinates: a pin belongs to the label at its end. Wires, rotated symbols and further sheets are not read.
 *
 * @throws NeurorackError 'bad-file' naming a pin without a label or a label without a pin
 */
export function readSchematic(text: string): DrawnNets {
  const sheet = lists(parseExpression(text));
  const library = new Map(lists(child(sheet, 'lib_symbols')).map((symbol) => [String(symbol[1]), pinsOf(symbol)]));
  const ends = new Map<string, string>();
  const parts: string[] = [];
  for (const symbol of sheet.filter(([name]) => name === 'symbol')) {
    const [, kind] = child(symbol, 'lib_id');
    const [, x, y] = child(symbol, 'at').map(Number);
    const ref = String(lists(symbol).find(([name, key]) => name === 'property' && key === 'Reference')?.[2]);
    parts.push(ref);
    for (const pin of library.get(String(kind)) ?? []) ends.set(place(x + pin.x, y - pin.y), `${ref}.${pin.number}`);
  }
  const nets = new Map<string, string[]>();
  const open: string[] = [];
  for (const mark of sheet.filter(([name]) => name === 'global_label' || name === 'no_connect')) {
    const [, x, y] = child(mark, 'at').map(Number);
    const pin = ends.get(place(x, y));
    if (pin === undefined) throw bad(`the ${mark[0]} ${String(mark[1])} at ${x}, ${y} is at no pin`);
    ends.delete(place(x, y));
    if (mark[0] === 'no_connect') open.push(pin);
    else nets.set(String(mark[1]), [...(nets.get(String(mark[1])) ?? []), pin]);
  }
  if (ends.size > 0) throw bad(`${[...ends.values()].join(', ')} have no label`);
  return { parts, nets, open };
}

/**
 * Parses one S-expression.
 *
 * @throws NeurorackError 'bad-file' where a bracket is missing
 */
export function parseExpression(text: string): readonly Expression[] {
  const stack: Expression[][] = [[]];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+/g)) {
    if (token === '(') stack.push([]);
    else if (token === ')') {
      const done = stack.pop();
      const outer = stack.at(-1);
      if (done === undefined || outer === undefined) throw bad('a bracket closes that none opened');
      outer.push(done);
    } else stack.at(-1)?.push(token.startsWith('"') ? token.slice(1, -1) : token);
  }
  const [[first]] = stack;
  if (stack.length !== 1 || typeof first === 'string' || first === undefined) throw bad('a bracket is not closed');
  return first;
}

function pinsOf(symbol: readonly Expression[]): { x: number; y: number; number: string }[] {
  return lists(symbol)
    .filter(([name]) => name === 'symbol')
    .flatMap((unit) => lists(unit).filter(([name]) => name === 'pin'))
    .map((pin) => {
      const [, x, y] = child(pin, 'at').map(Number);
      return { x, y, number: String(child(pin, 'number')[1]) };
    });
}

function lists(expression: readonly Expression[]): (readonly Expression[])[] {
  return expression.filter((one) => typeof one !== 'string');
}

function child(
  expression: readonly Expression[] | readonly (readonly Expression[])[],
  name: string,
): readonly Expression[] {
  return lists(expression).find(([key]) => key === name) ?? [];
}

function place(x: number, y: number): string {
  return `${x.toFixed(2)} ${y.toFixed(2)}`;
}

function bad(what: string): NeurorackError {
  const remedy = 'UPDATE_DOCS=1 npx vitest run test/hardware/kicad.test.ts writes the schematic again';
  return new NeurorackError('bad-file', `hardware/kicad/neurorack.kicad_sch: ${what}`, { remedy });
}
