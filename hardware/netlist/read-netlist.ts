import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { NeurorackError } from '../../src/contracts/errors.ts';

const name = z.union([z.string(), z.number()]).transform(String);
const kindSchema = z.union([
  z.strictObject({ package: z.string(), pins: z.record(z.string(), z.int().positive()) }),
  z.strictObject({ package: z.string(), count: z.int().positive() }),
]);
const partSchema = z.strictObject({
  refs: z.array(z.string()).min(1),
  kind: z.string(),
  /** Another package than that of its kind. */
  package: z.string().optional(),
  value: name,
  percent: z.number().positive().optional(),
  board: z.enum(['base', 'faceplate']).default('base'),
  /** The jack of the panel. */
  serves: z.string().optional(),
  /** The connector of the other board, pin to equal pin. */
  mates: z.string().optional(),
  mpn: z.string(),
  price: z.enum(['a', 'b', 'c', 'd']),
});
const partsSchema = z.strictObject({ kinds: z.record(z.string(), kindSchema), parts: z.array(partSchema) });
const pinsSchema = z.array(z.array(z.string()));
const netsSchema = z.strictObject({ nets: z.record(z.string(), pinsSchema), open: pinsSchema });

/** A part on a board: its pins by name, with the number that its package has for each. */
export interface Part extends Omit<z.infer<typeof partSchema>, 'refs' | 'package'> {
  readonly ref: string;
  readonly package: string;
  readonly pins: ReadonlyMap<string, number>;
}

/** Parts and nets. A pin is `REF.NAME`. */
export interface Netlist {
  readonly parts: ReadonlyMap<string, Part>;
  readonly nets: ReadonlyMap<string, readonly string[]>;
  /** Pins that are open on purpose. */
  readonly open: readonly string[];
}

/**
 * Reads `parts.yaml` and `nets.yaml` of a folder.
 *
 * @throws NeurorackError 'bad-config' naming file and field
 */
export async function readNetlist(folder: string): Promise<Netlist> {
  const [parts, nets] = await Promise.all(
    ['parts.yaml', 'nets.yaml'].map((file) => readFile(join(folder, file), 'utf8')),
  );
  return parseNetlist(parts, nets);
}

/**
 * Parses the texts of `parts.yaml` and `nets.yaml`.
 *
 * @throws NeurorackError 'bad-config' naming file and field
 */
export function parseNetlist(partsText: string, netsText: string): Netlist {
  const { kinds, parts } = parseWith(partsSchema, 'hardware/parts.yaml', partsText);
  const { nets, open } = parseWith(netsSchema, 'hardware/nets.yaml', netsText);
  const all = new Map<string, Part>();
  for (const { refs, ...part } of parts) {
    const kind = kinds[part.kind];
    if (kind === undefined)
      throw bad('hardware/parts.yaml', refs[0], `has the kind '${part.kind}', which 'kinds' lacks`);
    const pins = 'pins' in kind ? new Map(Object.entries(kind.pins)) : numberedPins(kind.count);
    for (const ref of refs) {
      if (all.has(ref)) throw bad('hardware/parts.yaml', ref, 'is in the list twice');
      all.set(ref, { ref, ...part, package: part.package ?? kind.package, pins });
    }
  }
  return {
    parts: all,
    nets: new Map(Object.entries(nets).map(([net, rows]) => [net, rows.flat()])),
    open: open.flat(),
  };
}

function bad(file: string, field: string, what: string): NeurorackError {
  return new NeurorackError('bad-config', `${file}: ${field} ${what}`, { remedy: `correct ${field} in ${file}` });
}

function numberedPins(count: number): Map<string, number> {
  return new Map(Array.from({ length: count }, (_, n) => [String(n + 1), n + 1]));
}

function parseWith<T>(schema: z.ZodType<T>, file: string, text: string): T {
  const result = schema.safeParse(parse(text));
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw bad(file, path.join('.'), message);
}
