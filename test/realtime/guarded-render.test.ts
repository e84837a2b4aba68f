import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildThread } from './built-thread.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Numbers that V8 boxes between functions, in the control path between the blocks too: 2.3 kB were measured, on a busy machine. */
const MAX_HEAP_BYTES = 4000;
/** The same of each further voice: 1.1 kB were measured. */
const MAX_VOICE_BYTES = 1600;

const resultSchema = z.object({
  heapBytes: z.number().optional(),
  externalBytes: z.number().optional(),
  fault: z.string().optional(),
  peak: z.number(),
});

let program = '';
beforeAll(async () => {
  program = await buildThread('guarded-render');
});

/** Renders 17 s of everything at once through the live loop; `fault` happens in each of the last blocks. */
function render(fault: string): z.infer<typeof resultSchema> {
  const flags = ['--expose-gc', '--max-semi-space-size=64', '--min-semi-space-size=64'];
  return resultSchema.parse(
    JSON.parse(execFileSync(process.execPath, [...flags, program, fault], { cwd: ROOT, encoding: 'utf8' })),
  );
}

describe('the render path under a guard', () => {
  it('neither logs, locks nor reads files, and leaves little garbage, with notes, loops, trills, moving voltages and other sets', () => {
    const { fault, peak, heapBytes, externalBytes } = render('');
    expect(fault).toBeUndefined();
    expect(peak).toBeGreaterThan(0.05);
    expect(heapBytes).toBeLessThan(MAX_HEAP_BYTES);
    expect(externalBytes).toBeLessThan(1000);
  });

  it('does so with four voices in turn, each with no more of its own', () => {
    const { fault, peak, heapBytes } = render('voices');
    expect(fault).toBeUndefined();
    expect(peak).toBeGreaterThan(0.05);
    expect(heapBytes).toBeLessThan(MAX_HEAP_BYTES + 3 * MAX_VOICE_BYTES);
  });

  it.each([
    ['log', 'a log inside a block: write'],
    ['lock', 'a lock inside a block: wait'],
    ['file', 'a file inside a block: readFileSync'],
  ])('is refused a %s', (fault, message) => {
    expect(render(fault).fault).toBe(message);
  });

  it.each(['allocation', 'array'])('exceeds the bound where each block makes an %s', (fault) => {
    expect(render(fault).heapBytes).toBeGreaterThan(MAX_HEAP_BYTES);
  });
});
