import * as z from 'zod';
import { readYaml } from '../../board/yaml-file.ts';
import { EVIDENCE, type Evidence } from '../bench/result-schema.ts';
import { METRIC_IDS } from './metrics.ts';

const limit = z
  .strictObject({
    metric: z.string().refine((id) => METRIC_IDS.includes(id), {
      error: `expected one of ${METRIC_IDS.join(', ')}`,
    }),
    ratio: z
      .number()
      .gt(1)
      .max(1000)
      .optional()
      .describe('Most that it may worsen against the first column of its board'),
    most: z.number().optional().describe('Most that it may be, in its own unit'),
    least: z.number().optional().describe('Least that it may be'),
    boards: z.array(z.string()).min(1).optional().describe('Default: all'),
    blocks: z.array(z.int().positive()).min(1).optional().describe('Sizes of blocks; default: all'),
    evidence: z.array(z.enum(EVIDENCE)).min(1).default(['measured']),
  })
  .refine(({ ratio, most, least }) => [ratio, most, least].filter((one) => one !== undefined).length === 1, {
    error: 'needs one of ratio, most and least',
  });

/** `ci/bench/thresholds.yaml`. */
export const thresholdsSchema = z.strictObject({
  format: z.literal('neurorack-thresholds'),
  version: z.literal(1),
  limits: z.array(limit).min(1),
});

export type Limit = z.infer<typeof limit>;

/** @throws NeurorackError 'bad-config' naming file, line and field; 'bad-file' */
export async function readThresholds(file: string): Promise<readonly Limit[]> {
  return (await readYaml(file, thresholdsSchema)).limits;
}

/** Those that hold for a measurement. */
export function limitsFor(
  limits: readonly Limit[],
  of: { readonly metric: string; readonly board: string; readonly block: number | null; readonly evidence: Evidence },
): Limit[] {
  return limits.filter(
    ({ metric, boards, blocks, evidence }) =>
      metric === of.metric &&
      evidence.includes(of.evidence) &&
      (boards === undefined || boards.includes(of.board)) &&
      (blocks === undefined || of.block === null || blocks.includes(of.block)),
  );
}
