import * as z from 'zod';
import { NeurorackError } from '../../../src/contracts/errors.ts';
import { parsePerformance } from '../../../src/control/performance/parse-performance.ts';
import type { Performance } from '../../../src/control/performance/performance.ts';
import { BUS_FAULTS, TEST_BENCH_FAULTS } from './faults.ts';

const faultSchema = z.strictObject({
  at: z.number().nonnegative().describe('Seconds of the performance'),
  fault: z.enum([...BUS_FAULTS, ...TEST_BENCH_FAULTS]),
  lasting: z.number().positive().default(Number.MAX_SAFE_INTEGER).describe('Seconds; left out: to the end'),
});

/** What happens to a board: what hands do at its panel, and what breaks. */
export const sceneSchema = z.strictObject({
  format: z.literal('neurorack-scene'),
  version: z.literal(1),
  name: z.string(),
  hands: z.string().describe('Lines of a performance file: docs/play.md'),
  faults: z.array(faultSchema).default([]),
});

export type Scene = z.infer<typeof sceneSchema>;
export type SceneFault = Scene['faults'][number];

/** @throws NeurorackError 'bad-file' naming what is wrong with it */
export function readScene(given: unknown, file: string): { readonly scene: Scene; readonly performance: Performance } {
  const read = sceneSchema.safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new NeurorackError('bad-file', `${file}: ${issue.path.join('.') || 'scene'}: ${issue.message}`, {
      remedy: 'see docs/virtual-board.md for what a scene may say',
      cause: read.error,
    });
  }
  return { scene: read.data, performance: parsePerformance(read.data.hands, file) };
}
