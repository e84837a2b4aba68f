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

/** A scene: a performance at the panel, and faults. Version 1 called the performance `hands`. */
export const sceneSchema = z.strictObject({
  format: z.literal('neurorack-scene'),
  version: z.literal(2),
  name: z.string(),
  performance: z.string().describe('Lines of a performance file: docs/play.md'),
  faults: z.array(faultSchema).default([]),
});

export type Scene = z.infer<typeof sceneSchema>;
export type SceneFault = Scene['faults'][number];

/** @throws NeurorackError 'bad-file' naming what is wrong with it */
export function readScene(given: unknown, file: string): { readonly scene: Scene; readonly performance: Performance } {
  const read = sceneSchema.safeParse(migrate(given));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new NeurorackError('bad-file', `${file}: ${issue.path.join('.') || 'scene'}: ${issue.message}`, {
      remedy: 'see docs/virtual-board.md for the fields of a scene',
      cause: read.error,
    });
  }
  return { scene: read.data, performance: parsePerformance(read.data.performance, file) };
}

/** A scene of version 1 as one of version 2. */
function migrate(given: unknown): unknown {
  const former = formerSchema.safeParse(given);
  if (!former.success) return given;
  const { hands, ...scene } = former.data;
  return { ...scene, version: 2, performance: hands };
}

const formerSchema = z.looseObject({ version: z.literal(1), hands: z.string() });
