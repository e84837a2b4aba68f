import { type BenchResult, benchResultSchema } from './result-schema.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Counters of version 2 and their present names. */
const COUNTERS: Readonly<Record<string, string>> = { ownMisses: 'engineOverruns', schedulingMisses: 'hostOverruns' };

/** Parses a result of `neurorack bench` of this version or the previous one, like zod's `safeParse`. */
export function parseResult(content: unknown): ReturnType<typeof benchResultSchema.safeParse> {
  return benchResultSchema.safeParse(migrate(content));
}

/** Converts version 2 to version 3; returns anything else unchanged, for the schema to check. */
function migrate(content: unknown): unknown {
  if (!isFields(content) || content.version !== 2) return content;
  return {
    ...content,
    version: 3 satisfies BenchResult['version'],
    ...mapped(content, 'identity', (identity) => ({
      ...identity,
      ...mapped(identity, 'accelerator', (accelerator) => renamed(accelerator, { standIn: 'fallbackReason' })),
    })),
    ...mapped(content, 'load', (load) => ({
      ...load,
      ...listed(load, 'blocks', (block) => renamed(block, { ownMisses: 'engineOverruns' })),
    })),
    ...listed(content, 'scenarios', (scenario) => ({
      ...scenario,
      ...mapped(scenario, 'play', (play) => ({
        ...play,
        ...mapped(play, 'counters', (counters) => renamed(counters, COUNTERS)),
      })),
    })),
  };
}

/** The field `name`, changed if it is an object; nothing otherwise. */
function mapped(of: Fields, name: string, change: (fields: Fields) => Fields): Fields {
  const field = of[name];
  return isFields(field) ? { [name]: change(field) } : {};
}

/** The list `name` with each of its items changed; nothing for another value. */
function listed(of: Fields, name: string, change: (fields: Fields) => Fields): Fields {
  const list = of[name];
  return Array.isArray(list) ? { [name]: list.map((item) => (isFields(item) ? change(item) : item)) } : {};
}

function renamed(fields: Fields, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [names[name] ?? name, value]));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
